#include <random>
#include <set>

#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include "events/embedded/log_follower.hpp"
#include "tests/fault/embedded_fixture.hpp"

namespace ledger::fault {
namespace {

using embedded::EmbeddedLog;
using embedded::LogFollower;

TEST(EmbeddedLogProcesses, ASecondProcessIsRefusedAndToldWhatToDo) {
  const FreshDirectory directory;
  std::string text;
  {
    const EmbeddedLog log(in(directory.path()));
    OtherProcess other({"--open", directory.path()});
    ASSERT_TRUE(other.read_line(text));
    EXPECT_EQ(other.wait(), 3);
    EXPECT_NE(text.find(directory.path().string()), std::string::npos) << text;
    EXPECT_NE(text.find("stop the process that serves it"), std::string::npos) << text;
  }
  OtherProcess later({"--open", directory.path()});
  EXPECT_EQ(later.wait(), 0);
}

TEST(EmbeddedLogProcesses, ASecondLogInTheSameProcessIsRefused) {
  const FreshDirectory directory;
  const EmbeddedLog log(in(directory.path()));
  try {
    const EmbeddedLog second(in(directory.path()));
    FAIL() << "opened twice";
  } catch (const boost::system::system_error& refused) {
    EXPECT_EQ(refused.code(), log::errc::locked);
  }
}

TEST(EmbeddedLogProcesses, AnotherProcessReadsTheLogWhileItIsServed) {
  constexpr std::size_t count = 400;
  const FreshDirectory directory;
  EmbeddedLog log(in(directory.path()));
  for (std::size_t i = 0; i < count / 2; ++i) append(log, "value-" + std::to_string(i));
  OtherProcess other({"--follow", directory.path(), std::to_string(count)});
  std::string line;
  for (std::size_t i = 0; i < count; ++i) {
    // The second half is written only now that the other process has read some.
    if (i >= count / 2) append(log, "value-" + std::to_string(i));
    ASSERT_TRUE(other.read_line(line)) << "at " << i;
    EXPECT_EQ(line, std::to_string(i) + " value-" + std::to_string(i));
  }
  EXPECT_EQ(other.wait(), 0);
}

TEST(EmbeddedLogProcesses, AFollowerReadsOnThroughFlushesOfTheServingLog) {
  constexpr std::size_t value_size = 16 * 1024;
  constexpr std::size_t count = 3 * 64 * 1024 * 1024 / value_size;  // some write buffers full
  const FreshDirectory directory;
  EmbeddedLog log(in(directory.path()));
  append(log, std::string(value_size, 'a'));
  LogFollower follower(directory.path());
  const auto reader = follower.read_after(std::nullopt).value();
  std::vector<log::Record> records;
  std::size_t seen = 0;
  for (std::size_t i = 1; i < count; ++i) {
    std::string value(value_size, static_cast<char>('a' + i % 26));
    while (!log.append("key", value, {})) {
      append(log, "the queue is full: wait for its end");
    }
    if (i % 64 != 0) continue;
    reader->read(records, 1000, std::chrono::milliseconds(0)).value();
    for (const auto& record : records) ASSERT_EQ(record.position.value(), seen++);
  }
  append(log, "last");
  do {
    reader->read(records, 1000, std::chrono::seconds(20)).value();
    ASSERT_FALSE(records.empty());
    for (const auto& record : records) ASSERT_EQ(record.position.value(), seen++);
  } while (records.back().value != "last");
  EXPECT_EQ(follower.end().value(), log.end().value());
}

TEST(EmbeddedLogProcesses, AnInterruptEndsAFollowersWait) {
  const FreshDirectory directory;
  const EmbeddedLog log(in(directory.path()));
  LogFollower follower(directory.path());
  const auto reader = follower.read_after(std::nullopt).value();
  reader->interrupt();
  std::vector<log::Record> records;
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(reader->read(records, 10, std::chrono::seconds(60)));
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30));
  EXPECT_EQ(follower.read_after(log::Position(0)).error(), log::errc::out_of_range);
}

TEST(EmbeddedLogProcesses, FollowingWhereNoLogIsIsRefused) {
  const FreshDirectory directory;
  EXPECT_THROW(LogFollower(directory.path()), boost::system::system_error);
  EXPECT_THROW(LogFollower(directory.path() / "absent"), boost::system::system_error);
}

TEST(EmbeddedLogProcesses, KeepsWhatItAcknowledgedWhenItIsKilled) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const FreshDirectory directory;
  std::set<std::string> acknowledged;
  std::uint64_t next = 0;
  for (int round = 0; round < 6; ++round) {
    const auto wanted = std::uniform_int_distribution<std::size_t>(1, 3000)(random);
    OtherProcess appender({"--append", directory.path(), std::to_string(next)});
    std::string line;
    for (std::size_t i = 0; i < wanted; ++i) {
      ASSERT_TRUE(appender.read_line(line));
      acknowledged.insert(line);
    }
    appender.kill();
    while (appender.read_line(line)) acknowledged.insert(line);
    appender.wait();

    EmbeddedLog log(in(directory.path()));
    const auto records = read_all(log);
    std::set<std::string> kept;
    for (const auto& record : records) {
      EXPECT_TRUE(kept.insert(record.key).second) << record.key << " stands twice";
      EXPECT_EQ(record.value.substr(0, record.key.size()), record.key);
      const auto number = std::stoull(record.key);
      EXPECT_EQ(record.value.size(), record.key.size() + number * 7919 % 1500);
      next = std::max<std::uint64_t>(next, number + 1);
    }
    for (const auto& name : acknowledged) EXPECT_TRUE(kept.contains(name)) << name << " is lost";
  }
}

}  // namespace
}  // namespace ledger::fault
