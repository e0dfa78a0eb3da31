/**
 * Work that is done once at a time. Whoever asks for it while it is being done has it done once more afterwards, however
 * many ask: what is being done may have read what there was before they asked.
 */

export class OneAtATime {
  readonly #work: () => Promise<void>;
  #doing: Promise<void> | null = null;
  #isAskedAgain = false;

  /** `work` tells of its own failures. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Done when work that began after this call is done. */
  ask(): Promise<void> {
    if (this.#doing === null) this.#doing = this.#workOff();
    else this.#isAskedAgain = true;
    return this.#doing;
  }

  async #workOff(): Promise<void> {
    do {
      this.#isAskedAgain = false;
      await this.#work();
    } while (this.#isAskedAgain);
    this.#doing = null;
  }
}
