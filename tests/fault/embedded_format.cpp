#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "events/embedded/log_follower.hpp"
#include "events/embedded/row.hpp"
#include "events/token/checksum.hpp"
#include "tests/fault/embedded_fixture.hpp"

namespace ledger::fault {
namespace {

using embedded::EmbeddedLog;
using log::Position;

/// Puts a row into the log's RocksDB behind its back.
void put_row(const std::filesystem::path& directory, std::string_view key, const std::string& row) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, directory.string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  ASSERT_TRUE(db->Put({}, rocksdb::Slice(key.data(), key.size()), row).ok());
}

void expect_refused(const std::filesystem::path& directory, const std::string& found) {
  try {
    const EmbeddedLog log(in(directory));
    FAIL() << "opened";
  } catch (const boost::system::system_error& refused) {
    EXPECT_EQ(refused.code(), log::errc::unsupported_format);
    const std::string text = refused.what();
    EXPECT_NE(text.find("has format " + found + "; this program knows format 2"), std::string::npos)
        << text;
    EXPECT_NE(text.find("run the version of the program that wrote it"), std::string::npos) << text;
  }
}

TEST(EmbeddedLogFormat, ALogOfAnotherFormatIsRefused) {
  const FreshDirectory directory;
  {
    const EmbeddedLog log(in(directory.path()));
  }
  put_row(directory.path(), embedded::format_key, embedded::encode_format(3));
  expect_refused(directory.path(), "3");
  put_row(directory.path(), embedded::format_key, embedded::encode_format(1));
  expect_refused(directory.path(), "1");
  EXPECT_THROW(embedded::LogFollower(directory.path()), boost::system::system_error);
  put_row(directory.path(), embedded::format_key, "not a number");
  expect_refused(directory.path(), "unknown");
  put_row(directory.path(), embedded::format_key, embedded::encode_format(embedded::format_known));
  EXPECT_NO_THROW(EmbeddedLog(in(directory.path())));
}

TEST(EmbeddedLogFormat, RowsWithoutAFormatAreRefused) {
  const FreshDirectory directory;
  put_row(directory.path(), "somebody", "else's");
  expect_refused(directory.path(), "none");
}

TEST(EmbeddedLogFormat, RowsHaveTheseBytesForEver) {
  using namespace std::string_literals;
  const log::Record record{Position(258), log::Timestamp(std::chrono::milliseconds(-2)), "key",
                           "value"};
  EXPECT_EQ(embedded::encode_position(record.position), "\0\0\0\0\0\0\1\2"s);
  const auto tail = "\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\3keyvalue"s;
  embedded::Link before{};
  before.fill(0xab);
  embedded::Link link;
  const auto row = embedded::encode_row(record, before, link);
  EXPECT_EQ(row.substr(32), tail);
  EXPECT_EQ(link, token::sha256(std::string(32, '\xab') + "\0\0\0\0\0\0\1\2"s + tail));
  EXPECT_EQ(embedded::link_in(row), link);
  EXPECT_EQ(embedded::encode_format(embedded::format_known), "\0\0\0\2"s);
  EXPECT_EQ(embedded::format_key, "\0"s);
}

TEST(EmbeddedLogFormat, ARowReadsBackAndADamagedOneDoesNot) {
  const log::Record record{Position(7), log::Timestamp(std::chrono::milliseconds(1234)), "k", ""};
  embedded::Link link;
  const auto row = embedded::encode_row(record, {}, link);
  const auto read = embedded::decode_row(record.position, row);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->log_time, record.log_time);
  EXPECT_EQ(read->key, "k");
  EXPECT_EQ(read->value, "");
  for (std::size_t size = 0; size < row.size(); ++size) {
    EXPECT_FALSE(embedded::decode_row(record.position, row.substr(0, size))) << size;
  }
  EXPECT_FALSE(embedded::decode_position("1234567"));
  EXPECT_FALSE(embedded::decode_position(embedded::format_key));
}

/// A log of three records, of which one byte of the second is then another.
void forge(const std::filesystem::path& directory, std::size_t from_behind) {
  {
    EmbeddedLog log(in(directory));
    for (const auto* value : {"one", "two", "three"}) ASSERT_TRUE(log.append("key", value, {}));
  }
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, directory.string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const auto key = embedded::encode_position(Position(1));
  std::string row;
  ASSERT_TRUE(db->Get({}, key, &row).ok());
  auto& byte = row[row.size() - 1 - from_behind];
  byte = static_cast<char>(byte ^ 1);
  ASSERT_TRUE(db->Put({}, key, row).ok());
}

TEST(EmbeddedLogChain, ARecordThatWasChangedIsNotServed) {
  // In the value, the key, the log time and the link.
  for (const std::size_t from_behind : {0U, 4U, 12U, 20U}) {
    const FreshDirectory directory;
    forge(directory.path(), from_behind);
    try {
      const EmbeddedLog log(in(directory.path()));
      ADD_FAILURE() << "opened " << from_behind;
    } catch (const boost::system::system_error& refused) {
      EXPECT_NE(std::string(refused.what()).find("not what was appended"), std::string::npos);
    }
    embedded::LogFollower follower(directory.path());
    auto reader = follower.read_after(std::nullopt).value();
    std::vector<log::Record> records;
    EXPECT_FALSE(reader->read(records, 10, std::chrono::milliseconds(0))) << from_behind;
  }
}

TEST(EmbeddedLogChain, BeyondWhatAStartChecksIsCheckedWhenItIsRead) {
  const FreshDirectory directory;
  forge(directory.path(), 0);
  auto options = in(directory.path());
  options.checked_records = 1;
  EmbeddedLog log(options);
  auto reader = log.read_after(Position(0)).value();
  std::vector<log::Record> records;
  EXPECT_FALSE(reader->read(records, 10, std::chrono::milliseconds(0)));
}

}  // namespace
}  // namespace ledger::fault
