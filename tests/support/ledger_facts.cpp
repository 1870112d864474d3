#include "tests/support/ledger_facts.hpp"

#include <algorithm>

#include "tests/support/token_course.hpp"

namespace ledger::support {
namespace {

constexpr std::size_t complaints_max = 40;

class Facts {
 public:
  explicit Facts(const History& history) : history_(history), intentions_(intentions_of(history)) {}

  std::vector<std::string> check() {
    if (!history_.settled) complain("the history is not settled", "");
    check_records();
    check_intentions();
    check_order();
    check_issues();
    for (auto& course : courses_of(history_, intentions_)) play(course);
    return std::move(complaints_);
  }

 private:
  void complain(const std::string& what, const std::string& which) {
    if (complaints_.size() < complaints_max) complaints_.push_back(what + ": " + which);
  }
  const Operation& first_of(const Intention& intention) const {
    return history_.operations[intention.tries.front()];
  }

  void check_records() {
    std::map<std::string, std::size_t> keys;
    std::map<std::string, std::vector<const Applied*>> tokens;
    for (const auto& record : history_.applied) {
      if (++keys[record.key] == 2) complain("applied twice", record.key);
      if (!record.token.empty() && record.revision != 0) tokens[record.token].push_back(&record);
    }
    for (auto& [token, records] : tokens) {
      std::sort(records.begin(), records.end(),
                [](auto* a, auto* b) { return a->position < b->position; });
      std::uint64_t revision = 0;
      for (const auto* record : records) {
        const auto what = token + " revision " + std::to_string(record->revision) + " by " +
                          record->key + " at " + std::to_string(record->position);
        if (record->revision == revision) complain("two winners", what);
        if (record->revision != revision && record->revision != revision + 1) complain("gap", what);
        revision = record->revision;
      }
    }
  }

  void check_intentions() {
    for (const auto& [key, intention] : intentions_) {
      const auto& first = first_of(intention);
      const auto* record = intention.record;
      if (intention.done && record == nullptr && !is_of_owner(first.action)) {
        complain("lost", to_text(first));
      }
      if (!intention.done && !intention.unknown && record != nullptr) {
        complain("refused, and applied",
                 to_text(first) + "; applied at " + std::to_string(record->position));
      }
      for (const auto at : intention.tries) {
        const auto& operation = history_.operations[at];
        const bool early = operation.end == End::done && record != nullptr && operation.position &&
                           !is_of_owner(first.action) && *operation.position < record->position;
        if (early) complain("position", to_text(operation));
      }
    }
  }

  /// In the order of positions nobody comes behind who was answered before the other was sent.
  void check_order() {
    struct Placed {
      std::uint64_t position;
      Moment invoked;
      Moment returned;
      const Operation* operation;
    };
    std::vector<Placed> placed;
    for (const auto& [key, intention] : intentions_) {
      if (intention.record == nullptr) continue;
      Placed one{intention.record->position, never, never, &first_of(intention)};
      for (const auto at : intention.tries) {
        const auto& operation = history_.operations[at];
        one.invoked = std::min(one.invoked, operation.invoked);
        if (operation.end != End::done || !has_record(operation, *intention.record)) continue;
        one.returned = std::min(one.returned, operation.returned);
      }
      placed.push_back(one);
    }
    std::sort(placed.begin(), placed.end(),
              [](const auto& a, const auto& b) { return a.position < b.position; });
    const Placed* latest = nullptr;
    for (const auto& one : placed) {
      if (latest != nullptr && one.returned < latest->invoked) {
        complain("order", to_text(*one.operation) + " behind " + to_text(*latest->operation));
      }
      if (latest == nullptr || one.invoked > latest->invoked) latest = &one;
    }
  }

  void check_issues() {
    for (const auto& operation : history_.operations) {
      if (!operation.seen || !operation.seen->issued_position) continue;
      const auto issuer = intentions_.find(operation.secret);
      const bool right = issuer != intentions_.end() && issuer->second.record != nullptr &&
                         issuer->second.record->position == *operation.seen->issued_position;
      if (!right) complain("issued", to_text(operation));
    }
  }

  void play(TokenCourse& course) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < course.commands.size(); ++i) {
      if (course.commands[i].record != nullptr) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return course.commands[a].record->position < course.commands[b].record->position;
    });
    std::vector<TokenRegister> states{{}};
    for (const auto at : order) {
      const auto& command = course.commands[at];
      auto token = states.back();
      const bool possible = apply(command.step, token);
      const bool numbered =
          command.record->revision == 0 || command.record->revision == token.revision;
      if (!possible || !numbered) {
        complain("impossible", to_text(history_.operations[command.operation]) + "; the token is " +
                                   to_text(states.back()) + ", applied at " +
                                   std::to_string(command.record->position));
      }
      states.push_back(token);
    }
    hold_claims(course, order, states);
  }

  /// State i is that after the first i records.
  void hold_claims(const TokenCourse& course, const std::vector<std::size_t>& order,
                   const std::vector<TokenRegister>& states) {
    std::vector<Moment> last_invoked(order.size() + 1, Moment::min());  // of the first i records
    std::vector<Moment> first_returned(order.size() + 1, never);        // of those from i on
    for (std::size_t i = 0; i < order.size(); ++i) {
      last_invoked[i + 1] = std::max(last_invoked[i], course.commands[order[i]].invoked);
    }
    for (std::size_t i = order.size(); i-- > 0;) {
      first_returned[i] = std::min(first_returned[i + 1], course.commands[order[i]].returned);
    }
    std::vector<std::size_t> places(course.commands.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i + 1;
    for (const auto& claim : course.claims) {
      const auto newest = static_cast<std::size_t>(
          std::upper_bound(last_invoked.begin(), last_invoked.end(), claim.until) -
          last_invoked.begin() - 1);
      bool is_true = false;
      for (std::size_t i = newest + 1; i-- > 0 && !is_true;) {
        is_true = holds(claim.claim, states[i]);
        if (i == 0 || (claim.after && places[*claim.after] == i)) break;
        // One record less is too few: it was answered before, or the position is behind it.
        if (course.commands[order[i - 1]].record->position <= claim.position) break;
        if (first_returned[i - 1] < claim.since) break;
      }
      if (!is_true) complain("untrue", to_text(history_.operations[claim.operation]));
    }
  }

  const History& history_;
  Intentions intentions_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> broken_facts(const History& history) { return Facts(history).check(); }

}  // namespace ledger::support
