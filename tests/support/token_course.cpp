#include "tests/support/token_course.hpp"

#include <algorithm>
#include <set>

namespace ledger::support {
namespace {

using Kind = TokenClaim::Kind;

bool leaves_open(const Operation& operation) {
  if (operation.end == End::unknown) return true;
  return operation.action == Action::update && operation.problem == "not-found";
}

/// Texts as numbers from 1 on.
class Numbers {
 public:
  std::uint32_t of(const std::string& text) {
    if (text.empty()) return 0;
    return numbers_.try_emplace(text, static_cast<std::uint32_t>(numbers_.size() + 1))
        .first->second;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

/// By when a record at a position is certainly in force: the first answer that has it.
class Knowledge {
 public:
  explicit Knowledge(const History& history) {
    for (const auto& operation : history.operations) {
      if (operation.position) known_.emplace_back(*operation.position, operation.returned);
    }
    std::sort(known_.begin(), known_.end());
    auto least = never;
    for (auto known = known_.rbegin(); known != known_.rend(); ++known) {
      known->second = least = std::min(least, known->second);
    }
  }
  [[nodiscard]] Moment of(std::uint64_t position) const {
    const auto at = std::lower_bound(known_.begin(), known_.end(), std::pair(position, Moment(0)));
    return at == known_.end() ? never : at->second;
  }

 private:
  std::vector<std::pair<std::uint64_t, Moment>> known_;
};

class CourseMaker {
 public:
  CourseMaker(const History& history, const Knowledge& knowledge, const std::string& token)
      : history_(history), knowledge_(knowledge) {
    course_.token = token;
    course_.history = &history;
  }

  void add(const std::string& key, const Intention& intention) {
    std::optional<std::size_t> index;
    const bool may_count = intention.done || intention.unknown;
    const bool counts = history_.settled ? may_count && intention.record != nullptr : may_count;
    const auto& first = history_.operations[intention.tries.front()];
    // "done" is held against the records elsewhere; here it stands.
    if (counts || (intention.done && !is_of_owner(first.action))) {
      index = course_.commands.size();
      course_.commands.push_back(command_of(key, intention));
    }
    for (const auto at : intention.tries) add_claim(at, index);
  }

  void add_claim(std::size_t at, std::optional<std::size_t> command) {
    const auto& operation = history_.operations[at];
    if (operation.end == End::unknown) return;
    if (const auto claim = claim_of(operation)) {
      place(*claim, at, command);
      if (auto standing = standing_beside(*claim)) place(*standing, at, command);
    }
  }

  TokenCourse take() { return std::move(course_); }

 private:
  void place(const TokenClaim& claim, std::size_t at, std::optional<std::size_t> command) {
    const auto& operation = history_.operations[at];
    CourseClaim placed{claim,
                       operation.invoked - history_.view_age_max,
                       operation.returned,
                       std::max(operation.position.value_or(0), operation.min_position.value_or(0)),
                       std::nullopt,
                       at};
    // Of its own moment: a token made since then may live in the view that the answer shows.
    if (claim.kind == Kind::ended) placed.position = 0;
    if (operation.end == End::done && command && !course_.commands[*command].may_be_idle) {
      const auto* record = course_.commands[*command].record;
      if (record == nullptr || has_record(operation, *record)) placed.after = command;
    }
    course_.claims.push_back(placed);
  }

  /// The owner's part of an answer about a token, which may be of another moment.
  static std::optional<TokenClaim> standing_beside(const TokenClaim& claim) {
    const bool has = claim.kind == Kind::shown || claim.kind == Kind::opens ||
                     (claim.kind == Kind::dead && claim.suspended);
    if (!has) return std::nullopt;
    auto standing = claim;
    standing.kind = Kind::standing;
    return standing;
  }

  CourseCommand command_of(const std::string& key, const Intention& intention) {
    CourseCommand command;
    const auto& first = history_.operations[intention.tries.front()];
    command.key = key;
    command.step = {first.action,
                    first.overlap,
                    numbers_.of("key " + key),
                    numbers_.of(first.name),
                    numbers_.of(first.scopes),
                    first.if_match.value_or(0)};
    command.record = intention.record;
    command.operation = intention.tries.front();
    const bool as_asked = is_of_owner(first.action) && command.record == nullptr;
    command.must = command.record != nullptr || intention.done;
    command.may_be_idle = as_asked;
    command.invoked = never;
    if (as_asked) command.returned = last_return(intention);
    for (const auto at : intention.tries) {
      const auto& operation = history_.operations[at];
      command.invoked = std::min(command.invoked, operation.invoked);
      if (operation.end != End::done || as_asked) continue;
      if (command.record != nullptr && !has_record(operation, *command.record)) continue;
      command.returned = std::min(command.returned, operation.returned);
      if (!operation.position) continue;
      command.in_force_at =
          std::min(command.in_force_at.value_or(*operation.position), *operation.position);
    }
    if (command.record != nullptr) {
      command.returned = std::min(command.returned, knowledge_.of(command.record->position));
      command.in_force_at = command.in_force_at.value_or(command.record->position);
    }
    return command;
  }

  /// Any of its tries may have the effect, or none.
  Moment last_return(const Intention& intention) const {
    Moment last{0};
    for (const auto at : intention.tries) {
      const auto& operation = history_.operations[at];
      last = std::max(last, operation.end == End::unknown ? never : operation.returned);
    }
    return last;
  }

  std::optional<TokenClaim> claim_of(const Operation& operation) {
    TokenClaim claim;
    if (operation.end == End::refused) {
      if (operation.problem == "not-found") {
        claim.kind = Kind::not_found;
      } else if (operation.problem == "owner-suspended") {
        claim.kind = Kind::owner;
        claim.suspended = true;
      } else if (operation.problem == "token-revoked") {
        claim.kind = Kind::revoked;
      } else {
        return std::nullopt;
      }
      return claim;
    }
    if (is_of_owner(operation.action)) return claim_of_owner(operation);
    // A replay of a create or regenerate answers as the first time.
    const bool old = operation.replayed && operation.action != Action::update;
    if (!operation.seen || old) return std::nullopt;
    const auto& seen = *operation.seen;
    claim.suspended = seen.status == "suspended";
    claim.revoked = seen.status == "revoked";
    claim.name = numbers_.of(seen.name);
    claim.scopes = numbers_.of(seen.scopes);
    claim.revision = seen.revision;
    claim.kind = seen.found ? Kind::shown : Kind::not_found;
    if (operation.action == Action::verify) {
      claim.kind = seen.found ? Kind::opens : Kind::dead;
      claim.secret = numbers_.of("key " + operation.secret);
    }
    return claim;
  }

  /// A success, by a record or not; of a replay, what is shown is all that it says.
  static std::optional<TokenClaim> claim_of_owner(const Operation& operation) {
    TokenClaim claim;
    if (operation.action == Action::revoke_tokens) {
      if (operation.replayed) return std::nullopt;
      claim.kind = Kind::ended;
      return claim;
    }
    if (!operation.seen || !operation.seen->suspended) return std::nullopt;
    claim.kind = Kind::owner;
    claim.suspended = *operation.seen->suspended;
    return claim;
  }

  const History& history_;
  const Knowledge& knowledge_;
  Numbers numbers_;
  TokenCourse course_;
};

/// Its token; of a create whose answer was lost, as the ledger says.
std::string token_of(const History& history, const Intention& intention) {
  for (const auto at : intention.tries) {
    if (!history.operations[at].token.empty()) return history.operations[at].token;
  }
  return intention.record != nullptr ? intention.record->token : std::string();
}

}  // namespace

bool has_record(const Operation& success, const Applied& record) {
  return !is_of_owner(success.action) || (success.position && *success.position >= record.position);
}

Intentions intentions_of(const History& history) {
  Intentions intentions;
  for (std::size_t at = 0; at < history.operations.size(); ++at) {
    const auto& operation = history.operations[at];
    if (is_read(operation.action)) continue;
    auto& intention = intentions[operation.key];
    intention.tries.push_back(at);
    intention.done = intention.done || operation.end == End::done;
    intention.unknown = intention.unknown || leaves_open(operation);
  }
  for (const auto& record : history.applied) {
    const auto found = intentions.find(record.key);
    if (found != intentions.end()) found->second.record = &record;
  }
  for (auto& [key, intention] : intentions) intention.unknown &= !intention.done;
  return intentions;
}

std::vector<TokenCourse> courses_of(const History& history, const Intentions& intentions) {
  const Knowledge knowledge(history);
  std::map<std::string, CourseMaker> makers;
  std::map<std::string, std::set<std::string>> tokens_of_owner;
  for (const auto& [key, intention] : intentions) {
    const auto token = token_of(history, intention);
    if (token.empty()) continue;
    makers.try_emplace(token, history, knowledge, token);
    tokens_of_owner[history.operations[intention.tries.front()].owner].insert(token);
  }
  for (const auto& [key, intention] : intentions) {
    const auto& first = history.operations[intention.tries.front()];
    if (!is_of_owner(first.action)) {
      const auto token = token_of(history, intention);
      if (!token.empty()) makers.at(token).add(key, intention);
      continue;
    }
    for (const auto& token : tokens_of_owner[first.owner]) makers.at(token).add(key, intention);
  }
  for (std::size_t at = 0; at < history.operations.size(); ++at) {
    const auto& operation = history.operations[at];
    if (!is_read(operation.action)) continue;
    makers.try_emplace(operation.token, history, knowledge, operation.token)
        .first->second.add_claim(at, std::nullopt);
  }
  std::vector<TokenCourse> courses;
  for (auto& [token, maker] : makers) courses.push_back(maker.take());
  return courses;
}

}  // namespace ledger::support
