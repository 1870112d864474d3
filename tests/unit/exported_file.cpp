// The file that a log is exported into: whole or refused, whatever becomes of it.

#include <fstream>

#include <gmock/gmock.h>

#include "events/exported/exported_log.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::exported {
namespace {

using log::Record;
using support::FreshDirectory;
using testing::HasSubstr;

std::vector<Record> records_of(std::uint64_t first, std::uint64_t past) {
  std::vector<Record> records;
  for (auto n = first; n < past; ++n) {
    const log::Timestamp time{std::chrono::milliseconds(1'790'000'000'000 + n)};
    records.push_back({log::Position(n), time, "key-" + std::to_string(n),
                       R"({"n":)" + std::to_string(n * n) + "}"});
  }
  records.front().key = "\xff";  // no UTF-8
  records.front().value = "no \"event\"\n";
  return records;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<Record> read_all(const std::filesystem::path& file,
                             std::optional<log::Position> after = {}) {
  ExportedLog log(file);
  const auto reader = log.read_after(after).value();
  std::vector<Record> all;
  for (std::vector<Record> some; reader->read(some, 100, {}) && !some.empty();) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

class ExportFile : public testing::Test {
 protected:
  void fill(std::uint64_t past, std::uint64_t per_frame = 64) const {
    ExportWriter writer(file);
    for (auto next = writer.count(); next < past; next += per_frame) {
      writer.append(std::span(all).subspan(next, std::min(per_frame, past - next)));
    }
    writer.finish();
  }
  FreshDirectory directory;
  const std::filesystem::path file = directory.path() / "log.zst";
  const std::vector<Record> all = records_of(0, 300);
};

TEST_F(ExportFile, GivesBackEveryRecordFromAnyPosition) {
  fill(257);
  const std::vector<Record> expected(all.begin(), all.begin() + 257);
  EXPECT_EQ(read_all(file), expected);
  EXPECT_EQ(ExportedLog(file).end().value(), log::Position(256));
  for (const std::uint64_t after : {0U, 62U, 63U, 64U, 255U, 256U}) {
    const auto rest = read_all(file, log::Position(after));
    EXPECT_EQ(rest.size(), 256 - after);
    if (!rest.empty()) {
      EXPECT_EQ(rest.front(), all[after + 1]);
    }
  }
  EXPECT_EQ(ExportedLog(file).read_after(log::Position(257)).error(), log::errc::out_of_range);
}

TEST_F(ExportFile, OfOneRecordAndOfNoneIsWhole) {
  fill(0);
  EXPECT_EQ(ExportedLog(file).end().value(), std::nullopt);
  fill(1);
  EXPECT_EQ(read_all(file), std::vector<Record>{all.front()});
}

TEST_F(ExportFile, IsGoneOnWithAndIsAsIfItWereWrittenAtOnce) {
  fill(128);
  fill(257);
  const auto in_two = bytes_of(file);
  std::filesystem::remove(file);
  fill(257);
  EXPECT_EQ(bytes_of(file), in_two);
}

TEST_F(ExportFile, CutAnywhereIsRefusedAndCanBeGoneOnWith) {
  fill(257);
  const auto whole = bytes_of(file);
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    write(file, std::string_view(whole).substr(0, size));
    EXPECT_THROW(read_all(file), FileTrouble) << size;
    if (size % 7 != 0) continue;
    fill(257);
    ASSERT_EQ(bytes_of(file), whole) << size;
  }
}

TEST_F(ExportFile, WithABitFlippedInAnyByteIsRefused) {
  fill(257);
  const auto whole = bytes_of(file);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    write(file, flipped);
    ASSERT_THROW(read_all(file), FileTrouble) << at;
  }
}

TEST_F(ExportFile, WhoseRecordsWereChangedIsRefused) {
  fill(257);
  const auto end = ExportWriter(file).count();
  ASSERT_EQ(end, 257U);
  // Frames that are whole by themselves, and an end that is of others.
  const auto with = [&](const std::vector<std::string>& frames) {
    FrameWriter writer(file, 0);
    for (const auto& frame : frames) writer.append(frame);
    writer.append_passed("\2" + std::string(39, '\0'));
    try {
      read_all(file);
      return std::string();
    } catch (const FileTrouble& trouble) {
      return std::string(trouble.what());
    }
  };
  const std::string rest = R"(,"log_time":"2026-11-24T05:00:00.000Z","key":"","event":{}})";
  const std::string first = R"({"position":0)" + rest;
  const std::string second = R"({"position":1)" + rest;
  EXPECT_THAT(with({first + "\n" + second + "\n"}), HasSubstr("its end is of other records"));
  EXPECT_THAT(with({first + "\n"}), HasSubstr("its end is of other records"));
  EXPECT_THAT(with({second + "\n"}), HasSubstr("position 0 is missing"));
  EXPECT_THAT(with({first}), HasSubstr("a line has no end"));
  EXPECT_THAT(with({"nothing\n"}), HasSubstr("is no record"));
}

TEST(ExportFileOfNobody, IsToldOf) {
  const FreshDirectory directory;
  EXPECT_THROW(ExportedLog(directory.path() / "none"), FileTrouble);
  write(directory.path() / "text", "a text of some length, which is no export");
  EXPECT_THROW(ExportedLog(directory.path() / "text"), FileTrouble);
  EXPECT_THROW(ExportWriter(directory.path() / "text"), FileTrouble)
      << "what is no export is not written over";
}

}  // namespace
}  // namespace ledger::exported
