/** Questions of which only the newest counts: one is under way, at most one waits. */
export class Latest {
  private waiting: (() => Promise<void>) | null = null;
  private busy = false;

  /** Asks now, or when the one under way is answered, unless a newer one comes before. */
  run(question: () => Promise<void>): void {
    this.waiting = question;
    if (!this.busy) this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting !== null) {
      const next = this.waiting;
      this.waiting = null;
      await next();
    }
    this.busy = false;
  }
}
