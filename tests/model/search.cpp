#include "tests/model/search.hpp"

#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <unordered_set>

#include "tests/model/steps.hpp"

namespace ledger::model {
namespace {

/// The promises that an answer makes; nothing if all are kept.
std::optional<std::string> broken_promise(const World& world, const Scenario& scenario,
                                          const Rules& rules) {
  const auto state = fold(world, world.log_size, scenario, rules);
  if (state.applied[0] > 1 || state.applied[1] > 1) return "a command is applied twice";
  if (state.changed_while_suspended) return "a suspended owner's token changed";
  for (std::size_t i = 0; i < handlers; ++i) {
    const auto times = state.applied[static_cast<std::size_t>(command_of(i))];
    const auto answer = world.handler[i].answer;
    if (answer == Answer::applied && times == 0) return "answered applied, and it is not";
    if (answer == Answer::refused && times > 0) return "answered refused, and it is applied";
  }
  return std::nullopt;
}

constexpr std::size_t worlds_max = 4'000'000;

class Search {
 public:
  Search(const Scenario& scenario, const Rules& rules)
      : scenario_(scenario), rules_(rules), seen_(1 << 16, Hash{worlds_}, Equal{worlds_}) {}

  Exploration run() {
    add(World{}, 0);
    for (std::uint32_t at = 0; at < worlds_.size(); ++at) {
      const World world = worlds_[at];
      if (auto violation = broken_promise(world, scenario_, rules_)) {
        return {worlds_.size(), Counterexample{*std::move(violation), steps_to(at)}};
      }
      for_each_step(world, scenario_, rules_,
                    [&](const World& next, const auto&) { add(next, at); });
    }
    return {worlds_.size(), std::nullopt};
  }

 private:
  static_assert(std::has_unique_object_representations_v<World>);

  struct Hash {
    const std::vector<World>& worlds;
    std::size_t operator()(std::uint32_t at) const {
      return std::hash<std::string_view>()(
          {reinterpret_cast<const char*>(&worlds[at]), sizeof(World)});
    }
  };
  struct Equal {
    const std::vector<World>& worlds;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return worlds[a] == worlds[b]; }
  };

  void add(const World& world, std::uint32_t parent) {
    if (worlds_.size() == worlds_max) throw std::length_error("more worlds than the model is for");
    worlds_.push_back(world);
    if (!seen_.insert(static_cast<std::uint32_t>(worlds_.size() - 1)).second) {
      worlds_.pop_back();
      return;
    }
    parents_.push_back(parent);
  }

  std::vector<std::string> steps_to(std::uint32_t at) const {
    std::vector<std::string> steps;
    for (; at != 0; at = parents_[at]) {
      std::string step;
      for_each_step(worlds_[parents_[at]], scenario_, rules_,
                    [&](const World& next, const auto& what) {
                      if (step.empty() && next == worlds_[at]) step = what();
                    });
      steps.push_back(std::move(step));
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  const Scenario& scenario_;
  const Rules& rules_;
  std::vector<World> worlds_;
  std::vector<std::uint32_t> parents_;
  std::unordered_set<std::uint32_t, Hash, Equal> seen_;
};

}  // namespace

Exploration explore(const Scenario& scenario, const Rules& rules) {
  return Search(scenario, rules).run();
}

}  // namespace ledger::model
