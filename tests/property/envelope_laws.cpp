#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"
#include "events/token/name.hpp"
#include "tests/support/random_events.hpp"
#include "tests/support/samples.hpp"

namespace ledger::log {
namespace {

using support::Dice;
using support::ledger_id;

TEST(EnvelopeLaws, DecodingUndoesEncoding) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < 20'000; ++i) {
    const auto event = support::random_event(dice);
    const auto value = encode(event, ledger_id);
    ASSERT_LE(value.size(), record_bytes_max);
    const auto decoded = decode(value, ledger_id);
    ASSERT_TRUE(std::holds_alternative<token::Event>(decoded)) << value;
    ASSERT_EQ(std::get<token::Event>(decoded), event) << value;
    ASSERT_EQ(encode(std::get<token::Event>(decoded), ledger_id), value);
  }
}

TEST(EnvelopeLaws, WhatIsReadIsWrittenAsItWas) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  int events = 0;
  for (int i = 0; i < 20'000; ++i) {
    // One byte changed: an event, if it still is one, has the changed record as its own.
    auto value = encode(support::random_event(dice), ledger_id);
    value[dice.roll(value.size())] = static_cast<char>(dice.byte());
    const auto decoded = decode(value, ledger_id);
    const auto* event = std::get_if<token::Event>(&decoded);
    if (event == nullptr) continue;
    ++events;
    const auto again = decode(encode(*event, ledger_id), ledger_id);
    ASSERT_TRUE(std::holds_alternative<token::Event>(again)) << value;
    ASSERT_EQ(std::get<token::Event>(again), *event) << value;
  }
  EXPECT_GT(events, 0);
}

TEST(EnvelopeLaws, NoBytesEndTheReader) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < 20'000; ++i) {
    auto value = encode(support::random_event(dice), ledger_id);
    for (std::size_t changes = 1 + dice.roll(8); changes > 0; --changes) {
      const auto at = dice.roll(value.size());
      const auto size = dice.roll(std::min<std::size_t>(value.size() - at, 20) + 1);
      if (dice.percent(50)) value.insert(at, value.substr(dice.roll(value.size()), size));
      if (dice.percent(50)) value.erase(at, size);
      if (value.empty()) value = "{";
    }
    const auto decoded = decode(value, ledger_id);
    if (const auto* malformed = std::get_if<MalformedRecord>(&decoded)) {
      ASSERT_FALSE(malformed->reason.empty());
    }
  }
}

TEST(EnvelopeLaws, TheLargestEventFitsARecord) {
  std::vector<std::string> scopes;
  for (std::size_t i = 0; i < token::scopes_max; ++i) {
    const auto number = std::to_string(i);
    scopes.push_back(number + std::string(token::scope_size_max - number.size(), 'x'));
  }
  std::string name;
  for (std::size_t i = 0; i < token::name_code_points_max; ++i) name += "\xf0\x9f\x94\x91";
  const std::string longest_owner(token::OwnerId::text_size_max, 'o');
  auto created = support::created(0xff, longest_owner);
  created.name = name;
  created.scopes = token::ScopeSet::make(scopes).value();
  created.created_by = std::string(160, 'c');
  auto event = support::event(support::attempt(0xff, 5), support::token_id(1), UINT64_MAX, created);
  event.caller = created.created_by;
  for (std::size_t i = 0; i < token::reliances_max; ++i) {
    event.relied_on.push_back({created.owner, UINT64_MAX});
  }
  const auto value = encode(event, ledger_id);
  EXPECT_GT(value.size(), 6000u);
  EXPECT_LE(value.size(), record_bytes_max);
  RecordProperty("largest_record_bytes", static_cast<int>(value.size()));
  const auto decoded = decode(value, ledger_id);
  ASSERT_TRUE(std::holds_alternative<token::Event>(decoded));
  EXPECT_EQ(std::get<token::Event>(decoded), event);
}

}  // namespace
}  // namespace ledger::log
