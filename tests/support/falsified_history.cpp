#include "tests/support/falsified_history.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace ledger::support {
namespace {

constexpr Moment instant = std::chrono::microseconds(1);

class Falsifier {
 public:
  Falsifier(History& history, Dice& dice) : history_(history), dice_(dice) {
    for (const auto& operation : history.operations) {
      if (!is_read(operation.action)) ++tries_[operation.key];
      if (operation.position) end_ = std::max(end_, *operation.position);
    }
    for (const auto& record : history.applied) records_[record.key] = &record;
  }

  bool lost_update() {
    const auto last = pick([&](const auto& one) { return is_last_sight(one); });
    if (!last) return false;
    add_update("nobody", *last, last->invoked, last->returned).position = last->position;
    return true;
  }

  bool applied_twice() {
    if (history_.applied.empty()) return false;
    auto again = history_.applied[dice_.roll(history_.applied.size())];
    again.position = end_ + 1;
    history_.applied.push_back(again);
    return true;
  }

  bool stale_read() {
    const auto old = pick([&](const auto& one) {
      return is_sight(one) && one.seen->revision < last_sight(one.token).seen->revision;
    });
    if (!old) return false;
    auto read = last_sight(old->token);
    read.seen = old->seen;
    history_.operations.push_back(read);
    return true;
  }

  bool refused_and_applied() {
    const auto update = pick([&](const auto& one) {
      return one.action == Action::update && one.end == End::done && tries_[one.key] == 1 &&
             last_sight(one.token).seen->found;
    });
    if (!update) return false;
    for (auto& one : history_.operations) {
      if (one.key != update->key) continue;
      one.end = End::refused;
      one.problem = "conflict";
      one.seen.reset();
    }
    return true;
  }

  bool alive_after_deletion() {
    const auto verified = pick([&](const auto& one) {
      return one.action == Action::verify && one.seen && one.seen->found && deletion(one.token);
    });
    if (!verified) return false;
    const auto deleted = *deletion(verified->token);
    auto read = *verified;
    read.invoked = deleted.returned + instant;
    read.returned = read.invoked + instant;
    read.position = read.min_position = deleted.position;
    history_.operations.push_back(read);
    return true;
  }

  bool two_winners() {
    const auto winner = pick([&](const auto& one) {
      return one.action == Action::update && one.end == End::done && one.if_match;
    });
    if (!winner) return false;
    auto& rival = add_update("rival", *winner, winner->invoked, winner->returned);
    rival.position = winner->position;
    rival.if_match = winner->if_match;
    auto record = *records_.at(winner->key);
    record.key = "rival";
    history_.applied.push_back(record);
    return true;
  }

  bool revival() {
    const auto deleted = pick([&](const auto& one) {
      const auto found = one.token.empty() ? std::nullopt : deletion(one.token);
      return found && found->key == one.key;
    });
    if (!deleted) return false;
    const auto begin = deleted->returned + instant;
    add_update("revival", *deleted, begin, begin + instant).position = end_ + 1;
    history_.applied.push_back(
        {end_ + 1, "revival", deleted->token, records_.at(deleted->key)->revision + 1});
    return true;
  }

 private:
  std::optional<Operation> pick(const std::function<bool(const Operation&)>& fits) {
    std::vector<const Operation*> fitting;
    for (const auto& operation : history_.operations) {
      if (fits(operation)) fitting.push_back(&operation);
    }
    if (fitting.empty()) return std::nullopt;
    return *dice_.one_of(fitting);
  }
  static bool is_sight(const Operation& one) {
    return one.action == Action::get && one.seen && one.seen->found;
  }
  /// The read behind everything; without a sight where the token is gone.
  Operation last_sight(const std::string& token) {
    if (last_.empty()) {
      for (const auto& one : history_.operations) {
        if (one.action != Action::get || one.min_position != end_) continue;
        last_[one.token] = one;
        if (!one.seen || !one.seen->found) last_[one.token].seen.reset();
      }
    }
    auto last = last_[token];
    if (!last.seen) last.seen = Sight{};
    return last;
  }
  bool is_last_sight(const Operation& one) {
    return is_sight(one) && one.min_position == end_ && one.position;
  }
  std::optional<Operation> deletion(const std::string& token) {
    for (const auto& one : history_.operations) {
      const bool deletes = one.action == Action::remove && one.token == token &&
                           one.end == End::done && records_.contains(one.key);
      if (deletes) return one;
    }
    return std::nullopt;
  }
  Operation& add_update(const char* key, const Operation& like, Moment invoked, Moment returned) {
    Operation update;
    update.client = 99;
    update.invoked = invoked;
    update.returned = returned;
    update.action = Action::update;
    update.token = like.token;
    update.owner = like.owner;
    update.key = key;
    update.name = key;
    update.end = End::done;
    return history_.operations.emplace_back(std::move(update));
  }

  History& history_;
  Dice& dice_;
  std::uint64_t end_ = 0;
  std::map<std::string, std::size_t> tries_;
  std::map<std::string, const Applied*> records_;
  std::map<std::string, Operation> last_;
};

}  // namespace

std::string_view to_text(Falsehood falsehood) noexcept {
  constexpr std::array<std::string_view, falsehoods> texts{
      "lost update",          "applied twice", "stale read", "refused and applied",
      "alive after deletion", "two winners",   "revival"};
  return texts[static_cast<std::size_t>(falsehood)];
}

bool is_seen_by_clients(Falsehood falsehood) noexcept {
  return falsehood != Falsehood::applied_twice;
}

std::optional<History> falsify(History history, Falsehood falsehood, Dice& dice) {
  bool done = false;
  {
    Falsifier falsifier(history, dice);
    switch (falsehood) {
      case Falsehood::lost_update:
        done = falsifier.lost_update();
        break;
      case Falsehood::applied_twice:
        done = falsifier.applied_twice();
        break;
      case Falsehood::stale_read:
        done = falsifier.stale_read();
        break;
      case Falsehood::refused_and_applied:
        done = falsifier.refused_and_applied();
        break;
      case Falsehood::alive_after_deletion:
        done = falsifier.alive_after_deletion();
        break;
      case Falsehood::two_winners:
        done = falsifier.two_winners();
        break;
      case Falsehood::revival:
        done = falsifier.revival();
        break;
    }
  }
  if (!done) return std::nullopt;
  return history;
}

}  // namespace ledger::support
