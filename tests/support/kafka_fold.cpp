#include "tests/support/kafka_fold.hpp"

namespace ledger::support {
namespace {

using namespace std::chrono_literals;
using projections::test::ledger_id;

projections::ProjectorOptions quick(std::chrono::milliseconds unavailable_max) {
  projections::ProjectorOptions options;
  options.wait = 100ms;
  options.retry = 20ms;
  options.unavailable_max = unavailable_max;
  return options;
}

}  // namespace

Result<void> ToldAppends::append(log::EventLog& log, const token::Event& event) {
  const auto value = log::encode(event, ledger_id);
  tell(value, Told::nothing);
  auto result =
      log.append(log::key_of(event, ledger_id), value, [this, value](log::AppendOutcome outcome) {
        tell(value, outcome == log::AppendOutcome::durable       ? Told::durable
                    : outcome == log::AppendOutcome::not_written ? Told::not_written
                                                                 : Told::unknown);
      });
  if (!result) tell(value, Told::refused);
  return result;
}

void ToldAppends::tell(const std::string& value, Told told) {
  const std::lock_guard lock(mutex_);
  auto& known = told_[value];
  // Once durable it stays so: a test that hands the same event over twice gets the better of both.
  if (known != Told::durable) known = told;
  changed_.notify_all();
}

std::size_t ToldAppends::count(log::AppendOutcome outcome) const {
  const auto wanted = outcome == log::AppendOutcome::durable       ? Told::durable
                      : outcome == log::AppendOutcome::not_written ? Told::not_written
                                                                   : Told::unknown;
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count(told_, wanted, [](const auto& entry) { return entry.second; }));
}

std::size_t ToldAppends::open() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count(told_, Told::nothing, [](const auto& entry) { return entry.second; }));
}

bool ToldAppends::wait_all(std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [this] {
    return std::ranges::none_of(told_,
                                [](const auto& entry) { return entry.second == Told::nothing; });
  });
}

std::vector<std::string> ToldAppends::broken_by(const std::vector<log::Record>& records) const {
  std::map<std::string, int> found;
  for (const auto& record : records) ++found[record.value];
  const std::lock_guard lock(mutex_);
  std::vector<std::string> broken;
  for (const auto& [value, told] : told_) {
    const int times = found[value];
    if (times > 1) broken.push_back("twice: " + value);
    if (told == Told::durable && times == 0) broken.push_back("durable and lost: " + value);
    if ((told == Told::not_written || told == Told::refused) && times > 0) {
      broken.push_back("called not written and there: " + value);
    }
  }
  return broken;
}

std::vector<log::Record> records_of(const kafka::KafkaLogOptions& options) {
  kafka::KafkaLog log(options);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  std::optional<log::Position> last;
  std::vector<log::Record> all;
  const auto read_all = [&]() -> Result<void> {
    const auto end = log.end();
    if (!end || !*end) return end ? Result<void>() : end.error();
    auto reader = log.read_after(last);
    if (!reader) return reader.error();
    while (!last || *last < **end) {
      std::vector<log::Record> some;
      if (const auto read = (*reader)->read(some, 1000, 1s); !read) return read;
      if (some.empty()) return log::make_error_code(log::errc::unavailable);
      last = some.back().position;
      std::ranges::move(some, std::back_inserter(all));
    }
    return {};
  };
  for (auto done = read_all(); !done; done = read_all()) {
    if (std::chrono::steady_clock::now() > deadline)
      throw boost::system::system_error(done.error());
    std::this_thread::sleep_for(50ms);
  }
  return all;
}

FoldingNode::FoldingNode(kafka::KafkaLogOptions options, const std::filesystem::path& directory,
                         std::chrono::milliseconds unavailable_max)
    : log_(std::move(options)),
      view_(directory),
      projector_(log_, view_, hot_, observer_, quick(unavailable_max)) {}

FoldingNode::~FoldingNode() {
  log_.close();
  projector_.stop();
}

void FoldingNode::start() {
  projector_.catch_up();
  projector_.start();
}

std::string FoldingNode::refusal() {
  try {
    projector_.catch_up();
  } catch (const projections::ProjectorFailure& failure) {
    return failure.what();
  }
  return "";
}

bool FoldingNode::folds(std::size_t records, const kafka::KafkaLogOptions& options) {
  if (records == 0 || !observer_.wait_through(token::Position(records - 1))) return false;
  const FreshDirectory directory;
  FoldingNode afresh(options, directory.path() / "view");
  afresh.projector_.catch_up();
  const auto mine = view_.checkpoint();
  const auto other = afresh.view_.checkpoint();
  return mine.position == token::Position(records - 1) && mine.position == other.position &&
         mine.state_digest == other.state_digest && mine.memory_digest == other.memory_digest;
}

}  // namespace ledger::support
