#pragma once
// Histories made by hand: one token "t" of owner "o". Times in milliseconds.

#include "tests/support/history.hpp"

namespace ledger::unit {

using support::Action;
using support::End;
using support::History;
using support::Moment;
using support::Operation;
using support::Sight;

class Story {
 public:
  Story() { create("k0", 0, 10, 1); }

  Operation& add(Action action, int invoked, int returned, End end) {
    Operation operation;
    operation.client = history_.operations.size();
    operation.invoked = std::chrono::milliseconds(invoked);
    operation.returned = std::chrono::milliseconds(returned);
    operation.action = action;
    if (!support::is_of_owner(action)) operation.token = "t";
    operation.owner = "o";
    operation.end = end;
    return history_.operations.emplace_back(std::move(operation));
  }
  Operation& command(Action action, const std::string& key, int invoked, int returned,
                     std::uint64_t position) {
    auto& operation = add(action, invoked, returned, End::done);
    operation.key = key;
    operation.position = position;
    if (action != Action::suspend && action != Action::resume) return operation;
    operation.seen = Sight{};
    operation.seen->suspended = action == Action::suspend;
    return operation;
  }
  Operation& create(const std::string& key, int invoked, int returned, std::uint64_t position) {
    auto& operation = command(Action::create, key, invoked, returned, position);
    operation.name = "first";
    operation.scopes = "s";
    return operation;
  }
  Operation& update(const std::string& key, int invoked, int returned, std::uint64_t position) {
    auto& operation = command(Action::update, key, invoked, returned, position);
    operation.name = key;
    return operation;
  }
  Operation& refused(Operation& operation, const char* problem) {
    operation.end = End::refused;
    operation.problem = problem;
    return operation;
  }
  Operation& unknown(Operation& operation) {
    operation.end = End::unknown;
    operation.position.reset();
    return operation;
  }
  /// A read that shows the token.
  Operation& shows(std::uint64_t revision, const std::string& name, int invoked, int returned) {
    auto& operation = add(Action::get, invoked, returned, End::answered);
    operation.seen = Sight{true, revision, name, "s", "active", {}, {}};
    return operation;
  }
  Operation& shows_nothing(int invoked, int returned) {
    auto& operation = add(Action::get, invoked, returned, End::answered);
    operation.seen = Sight{};
    return operation;
  }
  /// `reason`: "" where the secret that `key` issued is active.
  Operation& verifies(const std::string& key, const std::string& reason, int invoked,
                      int returned) {
    auto& operation = add(Action::verify, invoked, returned, End::answered);
    operation.secret = key;
    operation.seen = Sight{reason.empty(), 0, "first", "s", reason, {}, {}};
    return operation;
  }
  void applied(const std::string& key, std::uint64_t position, std::uint64_t revision) {
    history_.settled = true;
    history_.applied.push_back({position, key, revision == 0 ? "" : "t", revision});
  }

  [[nodiscard]] History& history() noexcept { return history_; }

 private:
  History history_;
};

}  // namespace ledger::unit
