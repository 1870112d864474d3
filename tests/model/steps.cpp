#include "tests/model/steps.hpp"

#include <algorithm>
#include <stdexcept>

namespace ledger::model {
namespace {

std::string text_of(const Record& record) {
  std::string text = record.command == Command::change ? "change/" : "compete/";
  return text + std::to_string(record.attempt) + " (revision " + std::to_string(record.revision) +
         ", relying on owner " + std::to_string(record.owner_revision) + ")";
}

std::string text_of(Answer answer) {
  switch (answer) {
    case Answer::none:
      return "nothing";
    case Answer::applied:
      return "applied";
    case Answer::refused:
      return "refused";
    case Answer::unknown:
      return "unknown";
  }
  return "";
}

void send(World& world, const Record& record) {
  if (world.under_way_size == world.under_way.size()) throw std::length_error("under_way");
  world.under_way[world.under_way_size++] = record;
  std::sort(world.under_way.begin(), world.under_way.begin() + world.under_way_size);
}

void take(World& world, std::size_t at) {
  std::copy(world.under_way.begin() + static_cast<std::ptrdiff_t>(at) + 1,
            world.under_way.begin() + world.under_way_size,
            world.under_way.begin() + static_cast<std::ptrdiff_t>(at));
  world.under_way[--world.under_way_size] = Record{};
}

bool has_work(const World& world, std::size_t node) {
  for (std::size_t i = 0; i < handlers; ++i) {
    if (node_of(i) == node && world.handler[i].phase != Phase::answered) return true;
  }
  return false;
}

/// What a node has folded matters no longer when it has nothing left to answer.
void answer(World& world, std::size_t handler, Answer with) {
  world.handler[handler] = {Phase::answered, with, 0, 0};
  if (!has_work(world, node_of(handler))) world.folded[node_of(handler)] = 0;
}

class Stepper {
 public:
  Stepper(const World& world, const Scenario& scenario, const Rules& rules, const Visit& visit)
      : world_(world), scenario_(scenario), rules_(rules), visit_(visit) {}

  void run() {
    for (std::size_t i = 0; i < handlers; ++i) handle(i);
    for (std::size_t i = 0; i < world_.under_way_size; ++i) {
      if (i == 0 || world_.under_way[i] != world_.under_way[i - 1]) travel(i);
    }
    for (std::size_t node = 0; node < nodes; ++node) fold_on(node);
    if (world_.crashes < scenario_.crashes_max) crash();
  }

 private:
  Folded folded_of(std::size_t handler) const {
    return fold(world_, world_.folded[node_of(handler)], scenario_, rules_);
  }

  void handle(std::size_t i) {
    const auto& handler = world_.handler[i];
    if (handler.phase == Phase::idle) decide(i, folded_of(i), 1);
    if (handler.phase != Phase::waiting) return;
    const auto state = folded_of(i);
    if (const auto won = seen(i, state)) {
      if (*won) return reply(i, Answer::applied, "finds its attempt applied");
      return decide(i, state, static_cast<std::uint8_t>(handler.attempt + 1));
    }
    if (!rules_.attempts_in_order && handler.attempt < scenario_.attempts_max) {
      decide(i, state, static_cast<std::uint8_t>(handler.attempt + 1));
    }
    reply(i, rules_.deadline_is_unknown ? Answer::unknown : Answer::refused,
          "reaches its deadline");
  }

  /// What the node of handler `i` has folded of the attempt that it waits for.
  std::optional<bool> seen(std::size_t i, const Folded& state) const {
    const auto& handler = world_.handler[i];
    const auto id = id_of(command_of(i), handler.attempt, i, rules_);
    std::optional<bool> won;
    for (std::size_t at = handler.since; at < world_.folded[node_of(i)]; ++at) {
      const auto& record = world_.log[at];
      if (id_of(record.command, record.attempt, record.author, rules_) != id) continue;
      if (!won) won = state.won[at];
    }
    return won;
  }

  /// Reads the node's state, decides and hands the record over, or answers.
  void decide(std::size_t i, const Folded& state, std::uint8_t attempt) {
    const auto command = command_of(i);
    for (; attempt <= scenario_.attempts_max; ++attempt) {
      const auto known = state.decided(id_of(command, attempt, i, rules_));
      if (!known) break;
      if (*known) return reply(i, Answer::applied, "finds its command decided");
    }
    if (attempt > scenario_.attempts_max) return reply(i, Answer::refused, "has lost");
    if (command == Command::change && state.suspended) {
      return reply(i, Answer::refused, "sees the owner suspended");
    }
    const bool about_owner =
        command == Command::compete && scenario_.competitor != Competitor::changes_token;
    const auto revision = about_owner ? state.owner_revision : state.token_revision;
    const auto author = authors_matter() ? static_cast<std::uint8_t>(i) : std::uint8_t{0};
    const Record record{command, attempt, author, static_cast<std::uint8_t>(revision + 1),
                        state.owner_revision};
    World next = world_;
    const auto since = rules_.first_record_decides() ? std::uint8_t{0} : world_.folded[node_of(i)];
    next.handler[i] = {Phase::waiting, Answer::none, attempt, since};
    send(next, record);
    visit_(next, [&] { return who(i) + "appends " + text_of(record); });
  }

  void reply(std::size_t i, Answer with, const char* why) {
    World next = world_;
    answer(next, i, with);
    visit_(next, [&] { return who(i) + why + " and answers " + text_of(with); });
  }

  /// A record reaches the log, once or twice.
  void travel(std::size_t at) {
    const Record record = world_.under_way[at];
    World arrived = world_;
    if (arrived.log_size == arrived.log.size()) throw std::length_error("log");
    const auto id = id_of(record.command, record.attempt, record.author, rules_);
    const auto state = fold(world_, world_.log_size, scenario_, rules_);
    const bool nothing_new = rules_.first_record_decides() && state.decided(id);
    if (!nothing_new) arrived.log[arrived.log_size++] = record;
    if (!rules_.answer_from_fold && world_.handler[record.author].phase == Phase::waiting) {
      answer(arrived, record.author, Answer::applied);
    }
    if (world_.duplicates < scenario_.duplicates_max) {
      World twice = arrived;
      ++twice.duplicates;
      visit_(twice, [&] { return "the log gets " + text_of(record) + ", which stays under way"; });
    }
    take(arrived, at);
    visit_(arrived, [&] { return "the log gets " + text_of(record); });
  }

  void fold_on(std::size_t node) {
    if (world_.folded[node] == world_.log_size || !has_work(world_, node)) return;
    World next = world_;
    ++next.folded[node];
    visit_(next, [&] {
      return "node " + std::to_string(node) + " folds " + text_of(world_.log[world_.folded[node]]);
    });
  }

  /// Node 0 forgets its handler, who never answers, and its view; the client tries again.
  void crash() {
    if (world_.handler[0].phase != Phase::waiting) return;
    World next = world_;
    ++next.crashes;
    next.handler[0] = {};
    next.folded[0] = 0;
    visit_(next, [] { return std::string("node 0 crashes and starts again"); });
  }

  bool authors_matter() const { return !rules_.attempts_derived || !rules_.answer_from_fold; }

  static std::string who(std::size_t i) {
    return "handler " + std::to_string(i) + " on node " + std::to_string(node_of(i)) + " ";
  }

  const World& world_;
  const Scenario& scenario_;
  const Rules& rules_;
  const Visit& visit_;
};

}  // namespace

void for_each_step(const World& world, const Scenario& scenario, const Rules& rules,
                   const Visit& visit) {
  Stepper(world, scenario, rules, visit).run();
}

}  // namespace ledger::model
