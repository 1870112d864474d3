#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "events/embedded/log_follower.hpp"
#include "events/embedded/row.hpp"
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
    EXPECT_NE(text.find("has format " + found + "; this program knows format 1"), std::string::npos)
        << text;
    EXPECT_NE(text.find("run the version of the program that wrote it"), std::string::npos) << text;
  }
}

TEST(EmbeddedLogFormat, ALogOfAnotherFormatIsRefused) {
  const FreshDirectory directory;
  {
    const EmbeddedLog log(in(directory.path()));
  }
  put_row(directory.path(), embedded::format_key, embedded::encode_format(2));
  expect_refused(directory.path(), "2");
  EXPECT_THROW(embedded::LogFollower(directory.path()), boost::system::system_error);
  put_row(directory.path(), embedded::format_key, "not a number");
  expect_refused(directory.path(), "unknown");
  put_row(directory.path(), embedded::format_key, embedded::encode_format(1));
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
  EXPECT_EQ(embedded::encode_row(record), "\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\3keyvalue"s);
  EXPECT_EQ(embedded::encode_format(1), "\0\0\0\1"s);
  EXPECT_EQ(embedded::format_key, "\0"s);
}

TEST(EmbeddedLogFormat, ARowReadsBackAndADamagedOneDoesNot) {
  const log::Record record{Position(7), log::Timestamp(std::chrono::milliseconds(1234)), "k", ""};
  const auto row = embedded::encode_row(record);
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

}  // namespace
}  // namespace ledger::fault
