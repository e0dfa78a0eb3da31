/** Short messages at the edge of the window. Failures stay until they are closed. */

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
  /** What to do about it. */
  readonly next: string;
  readonly action: { readonly label: string; run(): void } | null;
  /** How long it stays while nobody is on it, in milliseconds; null: until it is closed. */
  readonly stays: number | null;
}

const infoStays = 6_000; // milliseconds

class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  get list(): readonly Toast[] {
    return this.#list;
  }

  info(text: string, action: Toast['action'] = null): void {
    this.#add({ tone: 'info', text, next: '', action, stays: infoStays });
  }

  warn(text: string, action: Toast['action'] = null): void {
    this.#add({ tone: 'warning', text, next: '', action, stays: null });
  }

  /** `what` was being done, as a noun: "Pausing the run". */
  fail(what: string, thrown: unknown): void {
    const next = thrown instanceof WorkbenchError ? thrown.next : '';
    this.#add({
      tone: 'danger',
      text: `${what} failed. ${reasonOf(thrown)}`,
      next,
      action: null,
      stays: null,
    });
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): void {
    const id = this.#nextId;
    this.#nextId += 1;
    const others = this.#list.filter(({ text }) => text !== toast.text); // said once, however often it happens
    this.#list = [...others, { ...toast, id }].slice(-5);
  }
}

export const toasts = new Toasts();
