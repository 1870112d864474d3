#include "tests/support/kafka_load.hpp"

namespace ledger::support {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t under_way_max = 200;

}  // namespace

KafkaLoad::KafkaLoad(log::EventLog& log, ToldAppends& told, projections::test::Events& events,
                     std::uint64_t first)
    : told_(told), next_(first), thread_([this, &log, &events] { run(log, events); }) {}

KafkaLoad::~KafkaLoad() {
  ends_ = true;
  thread_.join();
}

void KafkaLoad::run(log::EventLog& log, projections::test::Events& events) {
  while (!ends_) {
    if (told_.open() < under_way_max && told_.append(log, events.created(next_, "alice", next_))) {
      ++next_;
      ++handed_over_;
      std::this_thread::sleep_for(500us);
    } else {
      std::this_thread::sleep_for(5ms);
    }
  }
}

bool KafkaLoad::goes_on(std::size_t more, std::chrono::milliseconds at_most) const {
  const auto wanted = told_.count(log::AppendOutcome::durable) + more;
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (told_.count(log::AppendOutcome::durable) < wanted) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

}  // namespace ledger::support
