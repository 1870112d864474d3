#include <random>

#include <gtest/gtest.h>

#include "events/log/record_line.hpp"

namespace ledger::log {
namespace {

using std::chrono::milliseconds;

Record record_of(std::string key, std::string value) {
  return {Position(42), Timestamp(milliseconds(1'795'518'368'123)), std::move(key),
          std::move(value)};
}

std::string line_of(const Record& record) {
  std::string line;
  append_record_line(line, record);
  return line;
}

std::string line_of(const AnswerEnd& end) {
  std::string line;
  append_answer_end(line, end);
  return line;
}

const std::string head = R"({"position":42,"log_time":"2026-11-24T11:06:08.123Z",)";

TEST(RecordLine, HasTheValueAsItStandsWhereThatIsAnObject) {
  const auto record = record_of("tok_1", R"({"b":1, "a":[1.0e2,"\u00e9"] })");
  EXPECT_EQ(line_of(record), head + R"("key":"tok_1","event":{"b":1, "a":[1.0e2,"\u00e9"] }})");
  EXPECT_EQ(parse_record_line(line_of(record)), record);
}

TEST(RecordLine, ShowsWhatIsNoObjectAsATextAndWhatIsNoTextInHexadecimal) {
  EXPECT_EQ(line_of(record_of("k\"", "a\nb")), head + R"("key":"k\"","event":"a\u000ab"})");
  EXPECT_EQ(line_of(record_of("k", R"("text")")), head + R"("key":"k","event":"\"text\""})");
  EXPECT_EQ(line_of(record_of("k\xff", "\x80")), head + R"("key_hex":"6bff","event_hex":"80"})");
}

/// Whatever somebody wrote to the log: the hash of its bytes is what a follower goes on by.
TEST(RecordLine, GivesAnyRecordBackByteForByte) {
  const std::string values[] = {"",
                                "{}",
                                " {}",
                                "{} ",
                                "{\n}",
                                "{\"a\":1\r}",
                                "{not json}",
                                "{\"a\":1}{\"b\":2}",
                                "[1,2]",
                                "null",
                                "17",
                                "\"a\"",
                                std::string("\0{\"v\":\x80}\r\n\0", 12),
                                R"({"a":{"b":{"c":"}\"{"}}})",
                                R"({"key":"x","event":{"position":1}})",
                                "\xe2\x80\xa8",
                                std::string(record_bytes_max, '"'),
                                std::string(record_bytes_max, '\xff')};
  for (const auto& value : values) {
    for (const auto& key : values) {
      const auto record = record_of(key, value);
      const auto line = line_of(record);
      EXPECT_EQ(line.find_first_of("\r\n"), line.npos);
      EXPECT_EQ(parse_record_line(line), record) << line.substr(0, 200);
    }
  }
}

TEST(RecordLine, GivesRandomBytesBack) {
  std::mt19937 dice(7);
  const std::string_view alphabet("{}[]\":,\\ \n\r\tan1\xc3\xa9\x00\xff", 20);
  for (int round = 0; round < 20'000; ++round) {
    std::string value(dice() % 24, ' ');
    for (auto& c : value) c = alphabet[dice() % alphabet.size()];
    if (round % 2 == 0) value = '{' + value + '}';
    const auto record = record_of("k", value);
    ASSERT_EQ(parse_record_line(line_of(record)), record) << line_of(record);
  }
}

TEST(RecordLine, IsNoOtherLine) {
  const std::string rest = R"("key":"k","event":{}})";
  ASSERT_TRUE(parse_record_line(head + rest));
  for (const auto& line :
       {std::string(), std::string("{"), std::string("[]"), head + R"("key":"k"})",
        head + R"("event":{}})", head + R"("key":"k","event":1})",
        head + R"("key":"k","event_hex":"8"})", head + R"("key_hex":"zz","event":{}})",
        head + R"("key":"k","event":{},"more":true})", head + rest + "{}",
        R"({"position":-1,"log_time":"2026-11-24T11:06:08.123Z",)" + rest,
        R"({"position":1,"log_time":"yesterday",)" + rest}) {
    EXPECT_FALSE(parse_record_line(line)) << line;
  }
}

TEST(AnswerEnd, ComesBackFromItsLine) {
  const AnswerEnd known{Position(42), true, milliseconds(12), milliseconds(3)};
  EXPECT_EQ(line_of(known),
            R"({"last_position":42,"more":true,"waited_ms":12,"complete_age_ms":3})");
  EXPECT_EQ(parse_answer_end(line_of(known)), known);
  const AnswerEnd nothing;
  EXPECT_EQ(line_of(nothing),
            R"({"last_position":null,"more":false,"waited_ms":0,"complete_age_ms":null})");
  EXPECT_EQ(parse_answer_end(line_of(nothing)), nothing);
}

TEST(AnswerEnd, IsNoOtherLine) {
  for (const auto* line :
       {"", "{}", R"({"last_position":42,"more":true,"waited_ms":12})",
        R"({"last_position":42,"more":1,"waited_ms":12,"complete_age_ms":3})",
        R"({"last_position":-2,"more":true,"waited_ms":12,"complete_age_ms":3})",
        R"({"last_position":42,"more":true,"waited_ms":null,"complete_age_ms":3})",
        R"({"last_position":42,"more":true,"waited_ms":12,"complete_age_ms":-3})",
        R"({"last_position":42,"more":true,"waited_ms":12,"complete_age_ms":18446744073709551615})",
        R"({"last_position":42,"more":true,"waited_ms":12,"complete_age_ms":3,"x":0})"}) {
    EXPECT_FALSE(parse_answer_end(line)) << line;
  }
}

}  // namespace
}  // namespace ledger::log
