/**
 * Asks again whenever something changed, but not with every keystroke, and takes only the answer to the newest question:
 * an older one that comes late is dropped.
 */

export interface LatestAnswer<Question> {
  /** Asks after the pause, unless asked again before. */
  ask(question: Question): void;
  /** Asks at once what is waiting to be asked. */
  flush(): void;
  /** Neither asks nor takes answers any more. */
  stop(): void;
}

export interface LatestAnswerOptions<Question, Answer> {
  readonly pauseMilliseconds: number;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly take: (answer: Answer) => void;
  readonly fail: (thrown: unknown) => void;
}

export function createLatestAnswer<Question, Answer>(
  options: LatestAnswerOptions<Question, Answer>,
): LatestAnswer<Question> {
  let asked = 0;
  let waiting: { readonly question: Question; readonly timer: ReturnType<typeof setTimeout> } | null = null;

  function send(question: Question): void {
    waiting = null;
    const turn = asked;
    options.ask(question).then(
      (answer) => {
        if (turn === asked) options.take(answer);
      },
      (thrown: unknown) => {
        if (turn === asked) options.fail(thrown);
      },
    );
  }

  function forget(): void {
    asked += 1;
    if (waiting !== null) clearTimeout(waiting.timer);
    waiting = null;
  }

  return {
    ask(question) {
      forget();
      waiting = { question, timer: setTimeout(() => send(question), options.pauseMilliseconds) };
    },
    flush() {
      if (waiting === null) return;
      clearTimeout(waiting.timer);
      send(waiting.question);
    },
    stop: forget,
  };
}
