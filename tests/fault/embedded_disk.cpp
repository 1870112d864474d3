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

/// Appends a mebibyte of records, and keeps those that are durable.
class LargeAppends {
 public:
  explicit LargeAppends(EmbeddedLog& log) : log_(log) {}
  /// Of all of them, or of the first that was none of it.
  AppendOutcome append_some() {
    std::vector<std::future<AppendOutcome>> outcomes;
    std::vector<std::string> values;
    for (int i = 0; i < 128; ++i) {
      values.push_back(std::to_string(next_++) + std::string(8 * 1024, 'x'));
      const auto reported = std::make_shared<std::promise<AppendOutcome>>();
      outcomes.push_back(reported->get_future());
      log_.append("key", values.back(),
                  [reported](AppendOutcome outcome) { reported->set_value(outcome); })
          .value();
    }
    auto first = AppendOutcome::durable;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto outcome = outcomes[i].get();
      if (outcome == AppendOutcome::durable) taken_.push_back(std::move(values[i]));
      if (first == AppendOutcome::durable) first = outcome;
    }
    return first;
  }
  [[nodiscard]] const std::vector<std::string>& taken() const { return taken_; }

 private:
  EmbeddedLog& log_;
  int next_ = 0;
  std::vector<std::string> taken_;
};

TEST(EmbeddedLogDisk, AFlushThatFailsLosesNothingAndRecordsAreTakenAgainWithRoom) {
  const FreshDirectory directory;
  const auto disk = std::make_shared<FaultyDisk>();
  const auto env = environment_on(disk);
  auto options = in(directory.path());
  options.env = env.get();
  std::vector<bool> told;
  options.on_flushes = [&](const std::string& trouble) { told.push_back(trouble.empty()); };
  std::vector<std::string> taken;
  {
    EmbeddedLog log(options);
    LargeAppends appends(log);
    disk->fill_tables(true);
    int mebibytes = 0;
    while (mebibytes < 200 && appends.append_some() == AppendOutcome::durable) ++mebibytes;
    EXPECT_LT(mebibytes, 200) << "no flush failed";
    EXPECT_EQ(appends.append_some(), AppendOutcome::not_written);
    EXPECT_EQ(told, std::vector<bool>{false});
    disk->fill_tables(false);
    EXPECT_EQ(appends.append_some(), AppendOutcome::durable);
    EXPECT_EQ(told, (std::vector<bool>{false, true}));
    taken = appends.taken();
  }
  EmbeddedLog log(in(directory.path()));
  std::vector<std::string> values;
  for (const auto& record : read_all(log)) values.push_back(record.value);
  EXPECT_TRUE(values == taken) << values.size() << " of " << taken.size();
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
