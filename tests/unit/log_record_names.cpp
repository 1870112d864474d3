// What a reader may filter by without parsing a record.

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"
#include "events/log/record_names.hpp"
#include "tests/support/golden_events.hpp"

namespace ledger::log {
namespace {

TEST(RecordNames, AreTypeAndSubjectOfEveryEvent) {
  for (const auto& golden : support::golden_events()) {
    const bool has_subject = !std::holds_alternative<std::monostate>(golden.event.subject);
    const RecordNames names{std::string(type_of(golden.event.payload)),
                            has_subject ? std::string(golden.key) : std::string()};
    EXPECT_EQ(names_of(golden.value), names) << golden.value;
  }
}

TEST(RecordNames, AreThoseOfABarrier) {
  const auto value = encode_barrier(Barrier{std::string(32, 'a')}, support::ledger_id);
  EXPECT_EQ(names_of(value), (RecordNames{"tokenledger.ledger.barrier.v1", ""}));
}

TEST(RecordNames, AreOfNothingElse) {
  for (const auto* value : {"", "x", "[]", "{}", "{\"type\":1}", "{\"subject\":\"a\"}"}) {
    EXPECT_EQ(names_of(value), std::nullopt) << value;
  }
  EXPECT_EQ(names_of(R"({"type":"t","subject":7})"), (RecordNames{"t", ""}));
}

TEST(RecordNames, AreReadFromRecordsOfTheLargestSize) {
  const auto padded = [](std::size_t size) {
    std::string value = R"({"type":"t","subject":"s"})";
    return value + std::string(size - value.size(), ' ');
  };
  EXPECT_EQ(names_of(padded(record_bytes_max)), (RecordNames{"t", "s"}));
  EXPECT_EQ(names_of(padded(record_bytes_max + 1)), std::nullopt);
}

}  // namespace
}  // namespace ledger::log
