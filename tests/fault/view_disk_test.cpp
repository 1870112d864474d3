// The read model on a disk that is full: a write is tried again, and nothing of it is lost.

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "projections/view_store.hpp"
#include "tests/support/small_disk.hpp"

namespace ledger::projections {
namespace {

using support::SmallDisk;
using token::TokenId;

constexpr std::size_t mib = std::size_t{1} << 20;

rocksdb::WriteBatch rows(int number, std::size_t bytes) {
  rocksdb::WriteBatch batch;
  std::string row;  // that no compression makes smaller
  std::mt19937_64 dice(static_cast<std::uint64_t>(number));
  while (row.size() < bytes) {
    const auto word = dice();
    row.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  EXPECT_TRUE(batch.Put("z" + std::to_string(number), row).ok());
  return batch;
}

/// The rows there are: as they were written, in that order, without a gap.
std::size_t count(const ViewStore& store) {
  std::size_t found = 0;
  store.scan({Key('z'), Key('\x7b')}, [&](auto key, auto value) {
    EXPECT_EQ(key, "z" + std::to_string(10 + found));
    EXPECT_EQ(value.size(), mib);
    return ++found > 0;
  });
  return found;
}

TEST(FullDiskUnderTheView, AWriteIsTriedAgainUntilThereIsRoomAndIsWhole) {
  const SmallDisk disk(64);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  int failures = 0;
  int mended = 0;
  ViewOptions options;
  options.write_buffer_bytes = 4 * mib;
  options.on_write_failed = [&](const std::string& reason) {
    EXPECT_NE(reason.find("space"), std::string::npos) << reason;
    if (++failures == 3) disk.make_room();
    return failures < 100;
  };
  options.on_written_again = [&] { ++mended; };
  {
    ViewStore store(disk.path() / "view", options);
    disk.leave_free(0);
    int written = 0;
    for (; failures == 0 && written < 40; ++written) {
      auto batch = rows(10 + written, mib);
      store.write(batch);
    }
    EXPECT_GE(failures, 3);
    EXPECT_LT(failures, 100);
    EXPECT_EQ(mended, 1);
    auto behind = rows(10 + written, mib);
    store.write(behind);
    EXPECT_EQ(count(store), static_cast<std::size_t>(written) + 1);
    failures = written;
  }
  const ViewStore reopened(disk.path() / "view", ViewOptions{});
  EXPECT_FALSE(reopened.set_aside());
  EXPECT_EQ(count(reopened), static_cast<std::size_t>(failures) + 1);
}

/// Does not wait for room, so that RocksDB itself fails; then makes room.
ViewOptions impatient(const SmallDisk& disk, int& failures) {
  ViewOptions options;
  options.on_write_failed = [&](const std::string& reason) {
    if (reason.find("would fail") != reason.npos) return false;
    ++failures;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (failures == 2) disk.make_room();
    return failures < 200;
  };
  return options;
}

TEST(FullDiskUnderTheView, AWriteIsTriedAgainAfterAFlushThatFailed) {
  const SmallDisk disk(64);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  int failures = 0;
  std::size_t written = 0;
  {
    auto options = impatient(disk, failures);
    options.write_buffer_bytes = 4 * mib;
    ViewStore store(disk.path() / "view", options);
    disk.leave_free(2 * mib);  // less than what is flushed
    for (; written < 12; ++written) {
      auto batch = rows(10 + static_cast<int>(written), mib);
      store.write(batch);
      std::this_thread::sleep_for(std::chrono::milliseconds(100));  // for the flush to fail
    }
    EXPECT_GE(failures, 2);
    EXPECT_EQ(count(store), written);
  }
  const ViewStore reopened(disk.path() / "view", ViewOptions{});
  EXPECT_FALSE(reopened.set_aside());
  EXPECT_LE(count(reopened), written);  // the rest is folded again
}

TEST(FullDiskUnderTheView, AFileOfRowsIsMadeAgainUntilThereIsRoomForIt) {
  const SmallDisk disk(64);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  int failures = 0;
  {
    auto options = impatient(disk, failures);
    options.write_buffer_bytes = 4 * mib;
    ViewStore store(disk.path() / "view", options);
    disk.leave_free(3 * mib);
    store.add_file(6 * mib, [](rocksdb::SstFileWriter& file) {
      rocksdb::Status status;
      const std::string row(mib, 'r');
      for (int i = 0; i < 6 && status.ok(); ++i) {
        std::string value = row;
        std::mt19937_64 dice(static_cast<std::uint64_t>(i));
        std::generate(value.begin(), value.end(), [&] { return static_cast<char>(dice()); });
        status = file.Put("z" + std::to_string(10 + i), value);
      }
      return status;
    });
    EXPECT_GE(failures, 2);
    EXPECT_EQ(count(store), 6u);
  }
  const ViewStore reopened(disk.path() / "view", ViewOptions{});
  EXPECT_FALSE(reopened.set_aside());
  EXPECT_EQ(count(reopened), 6u);
}

TEST(FullDiskUnderTheView, WhatWasNotFlushedIsGoneAfterItAndTheRestIsWhole) {
  const SmallDisk disk(64);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  std::size_t written = 0;
  {
    ViewOptions options;
    options.write_buffer_bytes = 4 * mib;
    ViewStore store(disk.path() / "view", options);
    disk.leave_free(0);
    const auto write_all = [&] {
      for (; written < 70; ++written) {
        auto batch = rows(10 + static_cast<int>(written), mib);
        store.write(batch);
      }
    };
    EXPECT_THROW(write_all(), ViewFailure);
  }
  disk.make_room();
  ViewStore reopened(disk.path() / "view", ViewOptions{});
  const auto kept = count(reopened);
  EXPECT_LT(kept, written);
  auto batch = rows(10 + static_cast<int>(kept), mib);
  reopened.write(batch);
  EXPECT_EQ(count(reopened), kept + 1);
}

TEST(FullDiskUnderTheView, WhoDoesNotWantToWaitHearsOfIt) {
  const SmallDisk disk(64);
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: no file system could be mounted here";
  ViewOptions options;
  options.write_buffer_bytes = 4 * mib;
  options.on_write_failed = [](const std::string&) { return false; };
  ViewStore store(disk.path() / "view", options);
  disk.leave_free(0);
  const auto write_all = [&] {
    for (int n = 10; n < 80; ++n) {
      auto batch = rows(n, mib);
      store.write(batch);
    }
  };
  EXPECT_THROW(write_all(), ViewFailure);
}

}  // namespace
}  // namespace ledger::projections
