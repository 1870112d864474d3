#include "tests/support/linearization.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace ledger::support {
namespace {

/// Indexes in an order, from which any can be taken out and, in the opposite order, put back.
class Chain {
 public:
  template <class Key>
  Chain(std::size_t size, Key key) : next_(size + 1), previous_(size + 1), end_(size) {
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    auto last = end_;
    for (const auto index : order) {
      next_[last] = index;
      previous_[index] = last;
      last = index;
    }
    next_[last] = end_;
    previous_[end_] = last;
  }
  [[nodiscard]] std::size_t first() const { return next_[end_]; }
  [[nodiscard]] std::size_t after(std::size_t index) const { return next_[index]; }
  [[nodiscard]] std::size_t end() const { return end_; }
  void take(std::size_t index) {
    next_[previous_[index]] = next_[index];
    previous_[next_[index]] = previous_[index];
  }
  void put_back(std::size_t index) {
    next_[previous_[index]] = index;
    previous_[next_[index]] = index;
  }

 private:
  std::vector<std::size_t> next_;
  std::vector<std::size_t> previous_;
  std::size_t end_;
};

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

/// 128 bits that stand for a set: a false meeting is out of the question.
struct Print {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  void toggle(std::uint64_t element) {
    low ^= mixed(2 * element);
    high ^= mixed(2 * element + 1);
  }
  friend bool operator==(const Print&, const Print&) = default;
};
struct PrintHash {
  std::size_t operator()(const Print& print) const { return print.low; }
};

class Search {
 public:
  Search(const TokenCourse& course, std::size_t states_max)
      : course_(course),
        states_max_(states_max),
        by_invocation_(course.commands.size(), [&](auto i) { return course.commands[i].invoked; }),
        by_return_(course.commands.size(), [&](auto i) { return bound(i); }),
        by_position_(course.commands.size(), [&](auto i) { return position(i); }),
        opening_(course.claims.size(), [&](auto i) { return course.claims[i].since; }),
        closing_(course.claims.size(), [&](auto i) { return course.claims[i].until; }),
        taken_(course.commands.size(), false) {
    for (const auto& command : course.commands) musts_ += command.must ? 1 : 0;
  }

  /// Nothing: explained.
  std::optional<std::string> run() {
    settle_claims();
    Way way{by_invocation_.first(), false};
    while (!is_explained()) {
      if (seen_.size() > states_max_) return "too much to search: " + dead_end_;
      if (take_next(way)) {
        way = {by_invocation_.first(), false};
        continue;
      }
      note_dead_end();
      if (path_.empty()) return dead_end_;
      way = after(undo());
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t states() const { return seen_.size() + 1; }

 private:
  /// What can come next: a command, with effect or as one that may be idle.
  struct Way {
    std::size_t command;
    bool idle;
  };
  struct Taken {
    Way way;
    TokenRegister before;
    std::size_t claims_before;
  };

  Moment bound(std::size_t i) const {
    return course_.commands[i].must ? course_.commands[i].returned : never;
  }
  std::uint64_t position(std::size_t i) const {
    return course_.commands[i].must ? course_.commands[i].in_force_at.value_or(~std::uint64_t{0})
                                    : ~std::uint64_t{0};
  }
  Moment earliest_bound() const {
    return by_return_.first() == by_return_.end() ? never : bound(by_return_.first());
  }
  bool is_explained() const { return musts_ == 0 && opening_.first() == opening_.end(); }

  Way after(Way way) const {
    if (!way.idle && course_.commands[way.command].may_be_idle) return {way.command, true};
    return {by_invocation_.after(way.command), false};
  }

  /// Takes the first way from `way` on that can be gone and leads to something new.
  bool take_next(Way way) {
    for (; way.command != by_invocation_.end(); way = after(way)) {
      const auto& command = course_.commands[way.command];
      if (command.invoked > earliest_bound()) return false;
      const bool claim_is_due = closing_.first() != closing_.end() &&
                                course_.claims[closing_.first()].until < command.invoked;
      if (claim_is_due) return false;
      const auto before = token_;
      if (!way.idle && !apply(command.step, token_)) continue;
      take(way, before);
      if (seen_.insert(print()).second) return true;
      static_cast<void>(undo());
    }
    return false;
  }

  void take(Way way, const TokenRegister& before) {
    const auto at = way.command;
    path_.push_back({way, before, settled_.size()});
    by_invocation_.take(at);
    by_return_.take(at);
    by_position_.take(at);
    taken_[at] = true;
    musts_ -= course_.commands[at].must ? 1U : 0U;
    print_.toggle(2 * at);
    settle_claims();
  }

  /// Claims that may speak of the token as it is now, and do, are settled: they bind nothing else.
  void settle_claims() {
    const auto bound = earliest_bound();
    const auto first = by_position_.first();
    const auto missing = first == by_position_.end() ? ~std::uint64_t{0} : position(first);
    auto at = opening_.first();
    while (at != opening_.end() && course_.claims[at].since <= bound) {
      const auto& claim = course_.claims[at];
      const auto next = opening_.after(at);
      if (claim.position < missing && (!claim.after || taken_[*claim.after]) &&
          holds(claim.claim, token_)) {
        opening_.take(at);
        closing_.take(at);
        print_.toggle(2 * at + 1);
        settled_.push_back(at);
      }
      at = next;
    }
  }

  /// Takes the last step back, and says which it was.
  Way undo() {
    const auto last = path_.back();
    path_.pop_back();
    while (settled_.size() > last.claims_before) {
      const auto claim = settled_.back();
      settled_.pop_back();
      closing_.put_back(claim);
      opening_.put_back(claim);
      print_.toggle(2 * claim + 1);
    }
    const auto at = last.way.command;
    print_.toggle(2 * at);
    musts_ += course_.commands[at].must ? 1U : 0U;
    taken_[at] = false;
    by_position_.put_back(at);
    by_return_.put_back(at);
    by_invocation_.put_back(at);
    token_ = last.before;
    return last.way;
  }

  Print print() const {
    auto whole = print_;
    const auto fold = [&](std::uint64_t value) {
      whole.low = mixed(whole.low ^ value);
      whole.high = mixed(whole.high + value);
    };
    fold(std::uint64_t{token_.revision} << 32 | token_.name);
    fold(std::uint64_t{token_.scopes} << 32 | token_.secret);
    fold(std::uint64_t{token_.old_secret} << 32 | static_cast<std::uint64_t>(token_.life) << 2 |
         (token_.suspended ? 2U : 0U) | (token_.revoked ? 1U : 0U));
    return whole;
  }

  void note_dead_end() {
    if (!dead_end_.empty() && path_.size() <= deepest_) return;
    deepest_ = path_.size();
    const auto& operations = course_.history->operations;
    dead_end_ = course_.token + ": after " + std::to_string(deepest_) + " of " +
                std::to_string(course_.commands.size()) + " commands it is " + to_text(token_);
    auto at = by_invocation_.first();
    for (int i = 0; i < 3 && at != by_invocation_.end(); ++i, at = by_invocation_.after(at)) {
      dead_end_ += "\n  next: " + to_text(operations[course_.commands[at].operation]);
    }
    at = closing_.first();
    for (int i = 0; i < 3 && at != closing_.end(); ++i, at = closing_.after(at)) {
      dead_end_ += "\n  unexplained: " + to_text(operations[course_.claims[at].operation]);
    }
  }

  const TokenCourse& course_;
  std::size_t states_max_;
  Chain by_invocation_;
  Chain by_return_;
  Chain by_position_;
  Chain opening_;  ///< claims
  Chain closing_;  ///< the same
  std::vector<bool> taken_;
  std::size_t musts_ = 0;
  TokenRegister token_;
  Print print_;
  std::vector<Taken> path_;
  std::vector<std::size_t> settled_;
  std::unordered_set<Print, PrintHash> seen_;
  std::size_t deepest_ = 0;
  std::string dead_end_;
};

}  // namespace

Linearization linearize(const History& history, std::size_t states_max) {
  Linearization result;
  const auto intentions = intentions_of(history);
  for (const auto& course : courses_of(history, intentions)) {
    Search search(course, states_max);
    if (auto complaint = search.run()) result.complaints.push_back(*std::move(complaint));
    result.states += search.states();
  }
  return result;
}

}  // namespace ledger::support
