// A cache of a ledger's answers that lets go of a token as soon as the topic says that it changed.
// The rules that it keeps, and why each is needed, are in docs/kafka.md, "The rules for a cache".

const answersMax = 100_000;
const droppedMax = 100_000;
/** Between the log's clock and this one, and for the way. */
const allowanceMs = 1000;

/** They end nothing. Any other type may, also one that is not known here. */
const harmless = new Set([
  "tokenledger.ledger.opened.v1",
  "tokenledger.ledger.barrier.v1",
  "tokenledger.ledger.expired-through.v1",
  "tokenledger.token.created.v1",
  "tokenledger.token.expiring.v1",
  "tokenledger.token.retired-secret-presented.v1",
  "tokenledger.owner.resumed.v1",
  "tokenledger.session.started.v1",
  "tokenledger.session.continued.v1",
  "tokenledger.session.ended.v1",
]);

export class RevocationCache {
  #answers = new Map(); // by the secret's digest
  #digestsOf = new Map(); // of a token, of an owner
  #dropped = new Map(); // of a token, of an owner: the position; the oldest first
  #floor = 0;
  #position = -1;
  #newestMs = 0;
  #intervalMs;

  /** An answer that still holds. Nothing: ask a node. */
  find(digest, nowMs) {
    const answer = this.#answers.get(digest);
    if (!answer || Date.parse(answer.expires_at) <= nowMs || !this.#isFresh(nowMs)) return;
    return answer;
  }

  /** Keeps what a node said (`POST /v1/verify`, active). Where that is older than what the topic
   * said of this token or its owner, it is worth nothing: then the position that another answer
   * must be at. */
  keep(digest, answer) {
    const dropped = [answer.id, answer.owner].map((subject) => this.#dropped.get(subject) ?? 0);
    const needed = Math.max(this.#floor, ...dropped);
    if (answer.position < needed) return needed;
    this.#forget(digest);
    while (this.#answers.size >= answersMax) this.#forget(this.#answers.keys().next().value);
    this.#answers.set(digest, answer);
    for (const subject of [answer.id, answer.owner]) {
      if (!this.#digestsOf.has(subject)) this.#digestsOf.set(subject, new Set());
      this.#digestsOf.get(subject).add(digest);
    }
  }

  /** Each record, in the order of the topic: its offset, its timestamp, type and subject as they
   * stand beside it, and a barrier's interval. Whether it may have ended or narrowed something. */
  read({ position, timeMs, type, subject, intervalMs }) {
    // kafkajs begins again at 0 by itself: where its group was joined anew, and where the topic is
    // shorter than it was.
    if (position <= this.#position) this.#beginAnew();
    this.#position = position;
    this.#newestMs = timeMs;
    this.#intervalMs = intervalMs ?? this.#intervalMs;
    if (!type?.startsWith("tokenledger.") || harmless.has(type)) return false;
    if (subject) this.#drop(subject, position);
    else this.#dropAll(position);
    return true;
  }

  /** Whoever has not heard of any node for two of its intervals may have missed a revocation; and a
   * time that is still to come says nothing of how long ago it was. */
  #isFresh(nowMs) {
    if (this.#intervalMs === undefined) return false;
    const age = nowMs - this.#newestMs;
    return age <= 2 * this.#intervalMs + allowanceMs && age >= -allowanceMs;
  }

  /** A loser or a duplicate drops, too: the worst is a question more. What a node said when it had
   * read the record itself stays. */
  #drop(subject, position) {
    for (const digest of [...(this.#digestsOf.get(subject) ?? [])]) {
      if (this.#answers.get(digest).position < position) this.#forget(digest);
    }
    this.#dropped.delete(subject);
    this.#dropped.set(subject, position);
    if (this.#dropped.size <= droppedMax) return;
    // What is forgotten of single ones holds for all.
    const [oldest, at] = this.#dropped.entries().next().value;
    this.#floor = at;
    this.#dropped.delete(oldest);
  }

  #dropAll(position) {
    this.#answers.clear();
    this.#digestsOf.clear();
    this.#dropped.clear();
    this.#floor = position;
  }

  #beginAnew() {
    this.#dropAll(0);
    this.#newestMs = 0;
    this.#intervalMs = undefined;
  }

  #forget(digest) {
    const answer = this.#answers.get(digest);
    if (!answer) return;
    for (const subject of [answer.id, answer.owner]) {
      const digests = this.#digestsOf.get(subject);
      digests?.delete(digest);
      if (digests?.size === 0) this.#digestsOf.delete(subject);
    }
    this.#answers.delete(digest);
  }
}
