#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "services/usage/last_use.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::usage {
namespace {

using namespace std::chrono_literals;

const token::Timestamp noon = token::Timestamp(1'800'000'000s);  // a whole minute

token::TokenId id(int n) {
  token::TokenId made;
  made.value.fill(static_cast<std::uint8_t>(n));
  return made;
}

constexpr auto nowhere = [] { return std::string_view(); };

class LastUseFacts : public ::testing::Test {
 protected:
  support::FreshDirectory directory_;
  std::optional<UseStore> store_{std::in_place, directory_.path() / "uses"};
};

TEST_F(LastUseFacts, IsToTheMinuteAndSeenAtOnce) {
  LastUse uses(*store_);
  EXPECT_FALSE(uses.find(id(1)));
  uses.note(id(1), nullptr, noon + 59'999ms, [] { return std::string_view("192.0.2.7"); });
  EXPECT_EQ(uses.find(id(1))->time(), noon);
  EXPECT_EQ(uses.find(id(1))->from, "192.0.2.7");
  uses.note(id(1), nullptr, noon + 60s, nowhere);
  EXPECT_EQ(uses.find(id(1))->time(), noon + 60s);
  EXPECT_EQ(uses.find(id(1))->from, "");
}

TEST_F(LastUseFacts, AnEarlierMinuteChangesNothing) {
  LastUse uses(*store_);
  uses.note(id(1), nullptr, noon, nowhere);
  uses.note(id(1), nullptr, noon - 1ms, nowhere);
  EXPECT_EQ(uses.find(id(1))->time(), noon);
}

TEST_F(LastUseFacts, ASecondUseInTheSameMinuteAsksForNothing) {
  LastUse uses(*store_);
  std::uint32_t mark = 0;
  int asked = 0;
  const auto from = [&] { return ++asked, std::string_view(); };
  uses.note(id(1), &mark, noon, from);
  uses.note(id(1), &mark, noon + 59s, from);
  EXPECT_EQ(asked, 1);
  uses.note(id(1), &mark, noon + 60s, from);
  EXPECT_EQ(asked, 2);
}

TEST_F(LastUseFacts, AnotherAddressInTheSameMinuteIsTheLatest) {
  LastUse uses(*store_);
  std::uint32_t mark = 0;
  int asked = 0;
  const auto use = [&](const char* from, std::uint8_t trace, std::chrono::seconds later) {
    uses.note(id(1), &mark, noon + later, [&] { return ++asked, std::string_view(from); }, trace);
    return uses.find(id(1))->from;
  };
  EXPECT_EQ(use("192.0.2.1", 1, 0s), "192.0.2.1");
  EXPECT_EQ(use("192.0.2.1", 1, 1s), "192.0.2.1");
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(use("192.0.2.2", 2, 2s), "192.0.2.2");
  EXPECT_EQ(use("", 0, 3s), "192.0.2.2") << "one that says nothing takes nothing away";
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(use("192.0.2.1", 1, 4s), "192.0.2.1");
  EXPECT_EQ(use("192.0.2.3", 3, -60s), "192.0.2.1") << "of an earlier minute";
  EXPECT_EQ(use("", 0, 60s), "") << "of another minute";
}

TEST_F(LastUseFacts, GoesOnWhereTheMinutesOfAMarkBeginAnew) {
  LastUse uses(*store_);
  std::uint32_t mark = 0;
  const auto last = token::Timestamp(std::chrono::minutes((std::int64_t{1} << 25) - 1));
  for (const auto time : {last, last + 60s, last + 120s}) {
    uses.note(id(1), &mark, time, nowhere);
    EXPECT_EQ(uses.find(id(1))->time(), time);
  }
}

TEST_F(LastUseFacts, OutlivesTheProcessOnceFlushed) {
  {
    LastUse uses(*store_);
    uses.note(id(1), nullptr, noon, [] { return std::string_view("2001:db8::1"); });
    EXPECT_TRUE(uses.flush());
    EXPECT_EQ(uses.find(id(1))->time(), noon);
    uses.note(id(2), nullptr, noon, nowhere);
  }
  store_.reset();
  store_.emplace(directory_.path() / "uses");
  const LastUse uses(*store_);
  EXPECT_EQ(uses.find(id(1))->time(), noon);
  EXPECT_EQ(uses.find(id(1))->from, "2001:db8::1");
  EXPECT_FALSE(uses.find(id(2))) << "what was not flushed is lost, as documented";
}

TEST_F(LastUseFacts, WhatMemoryDoesNotHoldIsDroppedAndCounted) {
  LastUse uses(*store_, 16 * 2);  // two of each shard
  for (const int n : {0, 16, 32}) uses.note(id(n), nullptr, noon, nowhere);
  EXPECT_EQ(uses.dropped(), 1U);
  EXPECT_TRUE(uses.find(id(16)));
  EXPECT_FALSE(uses.find(id(32)));
  uses.note(id(16), nullptr, noon + 60s, nowhere);
  EXPECT_EQ(uses.find(id(16))->time(), noon + 60s) << "one that is here goes on";
  EXPECT_TRUE(uses.flush());
  uses.note(id(32), nullptr, noon, nowhere);
  EXPECT_TRUE(uses.find(id(32)));
}

TEST_F(LastUseFacts, ManyThreadsMayNoteWhileOneFlushes) {
  LastUse uses(*store_);
  std::uint32_t mark = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        uses.note(id(7), &mark, noon + i * 60s, nowhere);
        ASSERT_TRUE(uses.find(id(7)));
      }
    });
  }
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(uses.flush());
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(uses.find(id(7))->time(), noon + 1999 * 60s);
}

TEST_F(LastUseFacts, ADamagedStoreIsSetAside) {
  store_.reset();
  std::ofstream(directory_.path() / "uses" / "CURRENT") << "nonsense\n";
  store_.emplace(directory_.path() / "uses");
  EXPECT_EQ(store_->set_aside(), directory_.path() / "uses.corrupt-1");
  LastUse uses(*store_);
  uses.note(id(1), nullptr, noon, nowhere);
  EXPECT_TRUE(uses.flush());
}

TEST_F(LastUseFacts, OfATokenThatIsGoneIsDroppedARoundAtATime) {
  std::vector<TokenUse> uses;
  for (int n = 1; n <= 10; ++n) uses.push_back({id(n), {static_cast<std::uint32_t>(n), ""}});
  ASSERT_TRUE(store_->write(uses));
  std::vector<int> asked;
  const auto is_odd = [&](const token::TokenId& token, const Use& use) {
    asked.push_back(token.value[0]);
    EXPECT_EQ(use.minute, token.value[0]);
    return use.minute % 2 == 1;
  };
  EXPECT_EQ(store_->drop(4, is_odd), 2u);
  EXPECT_EQ(asked, (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(store_->drop(100, is_odd), 3u);
  EXPECT_EQ(asked.size(), 10u);
  for (int n = 1; n <= 10; ++n) EXPECT_EQ(store_->find(id(n)).has_value(), n % 2 == 0) << n;
  // From the beginning again.
  EXPECT_EQ(store_->drop(100, [](const auto&, const auto&) { return true; }), 5u);
  EXPECT_FALSE(store_->find(id(2)));
}

}  // namespace
}  // namespace ledger::usage
