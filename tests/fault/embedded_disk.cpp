#include <fstream>
#include <future>

#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include "tests/fault/embedded_faulty_disk.hpp"
#include "tests/fault/embedded_fixture.hpp"

namespace ledger::fault {
namespace {

using embedded::EmbeddedLog;
using log::AppendOutcome;

/// Runs the role, which must stop by itself and say `cause`; returns the values it left.
std::vector<std::string> left_by(const std::string& role, const std::string& cause) {
  const FreshDirectory directory;
  OtherProcess writer({role, directory.path()});
  std::string line;
  EXPECT_TRUE(writer.read_line(line));
  EXPECT_EQ(writer.wait(), EXIT_FAILURE);
  EXPECT_NE(line.find("could not be written: "), std::string::npos) << line;
  EXPECT_NE(line.find(cause), std::string::npos) << line;
  EXPECT_NE(line.find("start again"), std::string::npos) << line;
  EmbeddedLog log(in(directory.path()));
  std::vector<std::string> values;
  for (const auto& record : read_all(log)) values.push_back(record.value);
  EXPECT_EQ(append(log, "afterwards"), AppendOutcome::durable);
  return values;
}

TEST(EmbeddedLogDisk, AFullDiskStopsTheProcess) {
  EXPECT_EQ(left_by("--disk-full", "no space left"), std::vector<std::string>{"before"});
}

TEST(EmbeddedLogDisk, AFailedSyncStopsTheProcessButPersisted) {
  EXPECT_EQ(left_by("--sync-fails", "sync failed"),
            (std::vector<std::string>{"before", "at the failure"}));
}

TEST(EmbeddedLogDisk, KeepsThroughAPowerCutWhatItAcknowledged) {
  const FreshDirectory directory;
  const auto disk = std::make_shared<FaultyDisk>();
  const auto env = environment_on(disk);
  auto options = in(directory.path() / "log");
  options.env = env.get();
  EmbeddedLog log(options);
  std::size_t acknowledged = 0;
  for (int cut = 0; cut < 5; ++cut) {
    for (int i = 0; i < 20; ++i) {
      ASSERT_EQ(append(log, "value-" + std::to_string(acknowledged)), AppendOutcome::durable);
      ++acknowledged;
    }
    const auto copy = directory.path() / ("copy-" + std::to_string(cut));
    disk->copy_after_power_cut(options.directory, copy);
    EmbeddedLog left(in(copy));
    const auto records = read_all(left);
    ASSERT_EQ(records.size(), acknowledged);
    for (std::size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(records[i].value, "value-" + std::to_string(i));
    }
  }
}

TEST(EmbeddedLogDisk, RefusesToGoOnWithoutRecordsThatWereOnDisk) {
  const FreshDirectory directory;
  {
    EmbeddedLog log(in(directory.path()));
    for (int i = 0; i < 50; ++i) append(log, std::string(1000, 'x'));
  }
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    if (entry.path().extension() != ".log" || entry.file_size() == 0) continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
    file.write("damaged", 7);
  }
  try {
    const EmbeddedLog log(in(directory.path()));
    FAIL() << "opened without half of its records";
  } catch (const boost::system::system_error& refused) {
    EXPECT_EQ(refused.code(), log::errc::unavailable);
    EXPECT_NE(std::string(refused.what()).find("has lost records: 50 were on disk"),
              std::string::npos)
        << refused.what();
  }
}

}  // namespace
}  // namespace ledger::fault
