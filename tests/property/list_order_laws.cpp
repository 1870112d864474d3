// Laws of lists, checked on seeded random ledgers: newest first is oldest first turned, whosoever
// the tokens are and wherever pages are cut; and what changes between two pages shifts nothing.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

/// Whose ids begin with each other's, and one that has no token.
const std::vector<std::string> owners{"a", "al", "alice", "alice2", "b", "nobody"};

class ListOrderLaws : public testing::TestWithParam<std::uint32_t> {
 protected:
  ListOrderLaws() { log_.add(events_.opened()); }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  /// So that pages that never end are a failure.
  static constexpr std::size_t ids_max = 1000;

  /// Makes and deletes tokens at random, more of the first.
  void change(int count) {
    for (int i = 0; i < count; ++i) {
      if (below(3) == 0 && !living_.empty()) {
        const auto at = living_.begin() + static_cast<std::ptrdiff_t>(below(living_.size()));
        log_.add(events_.deleted(*at, 2));
        living_.erase(at);
      } else {
        log_.add(events_.created(made_, owners[below(owners.size() - 1)], made_));
        living_.push_back(made_++);
      }
    }
    node_.projector.catch_up();
  }
  [[nodiscard]] std::vector<TokenId> pages(ListQuery query, int changes_between = 0) {
    std::vector<TokenId> ids;
    do {
      const auto slice = node_.view.list(query);
      EXPECT_LE(slice.tokens.size(), query.limit);
      for (const auto& token : slice.tokens) ids.push_back(token.id);
      query.after = slice.resume_after;
      if (changes_between > 0) change(changes_between);
    } while (query.after && ids.size() < ids_max);
    return ids;
  }
  [[nodiscard]] std::set<TokenId> living() const {
    std::set<TokenId> ids;
    for (const auto n : living_) ids.insert(token_id(n));
    return ids;
  }

  FreshDirectory directory_;
  MemoryLog log_;
  Node node_{log_, directory_ / "view"};
  Events events_;
  std::mt19937 random_{GetParam()};
  std::vector<std::uint64_t> living_;
  std::uint64_t made_ = 0;
};

TEST_P(ListOrderLaws, NewestFirstIsOldestFirstTurned) {
  change(200);
  std::vector<std::optional<OwnerId>> whose{std::nullopt};
  for (const auto& owner : owners) whose.emplace_back(owner_id(owner));
  for (const auto& owner : whose) {
    auto turned = pages({.owner = owner, .after = {}, .limit = 1000, .rows_max = 1000});
    std::reverse(turned.begin(), turned.end());
    for (const std::size_t limit : {1, 3, 1000}) {
      for (const std::size_t rows_max : {1, 2, 1000}) {
        EXPECT_EQ(pages({owner, {}, limit, rows_max, ListOrder::newest_first}), turned)
            << limit << ' ' << rows_max;
      }
    }
  }
}

TEST_P(ListOrderLaws, WhatChangesBetweenPagesShiftsNothing) {
  for (const auto order : {ListOrder::oldest_first, ListOrder::newest_first}) {
    change(60);
    const auto before = living();
    const auto first_new = made_;
    const auto seen = pages({std::nullopt, {}, 7, 7, order}, 3);
    const auto after = living();
    const std::set<TokenId> unique(seen.begin(), seen.end());
    EXPECT_EQ(unique.size(), seen.size()) << "one is there twice";
    for (const auto& id : before) {
      EXPECT_TRUE(unique.contains(id) || !after.contains(id)) << "one that stayed is missing";
    }
    if (order == ListOrder::oldest_first) continue;
    for (auto n = first_new; n < made_; ++n) EXPECT_FALSE(unique.contains(token_id(n)));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ListOrderLaws, testing::Range(1u, 9u));

}  // namespace
}  // namespace ledger::projections::test
