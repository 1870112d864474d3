// Laws of the fold over rows, checked on seeded random histories: batches, restarts, rebuilds and
// the hot set all say the same, and what they say is what a plain model in memory says.

#include <gtest/gtest.h>

#include "projections/view_store.hpp"
#include "tests/support/random_history.hpp"

namespace ledger::projections::test {
namespace {

void expect_rows_equal_model(const TokenView& view, const Model& model) {
  std::size_t living = 0;
  std::vector<std::pair<Position, TokenId>> listed;
  for (const auto& [id, token] : model.tokens) {
    EXPECT_EQ(view.token(id), token);
    if (token.deleted) continue;
    listed.emplace_back(token.created_position, id);
    EXPECT_EQ(view.find(token.digest), token);
    if (token.overlap) {
      EXPECT_EQ(view.find(token.overlap->digest), token);
    }
    ++living;
  }
  for (const auto& [id, owner] : model.owners) EXPECT_EQ(view.owner(id), owner);
  for (const auto& [attempt, command] : model.commands) {
    if (is_remembered(command, model.memory_time, newest_rules())) {
      EXPECT_EQ(view.command(attempt), command);
    }
  }
  for (const auto& [digest, retired] : model.retired) {
    EXPECT_FALSE(view.find(digest));
    if (model.memory_time < retired.memory_time + newest_rules().retired_memory) {
      EXPECT_EQ(view.retired(digest), retired);
    }
  }
  for (const auto& [id, sessions] : model.signed_in) {
    if (is_remembered(sessions, model.memory_time, newest_rules())) {
      EXPECT_EQ(view.sessions(id), sessions);
    }
  }
  for (const auto& [id, webhook] : model.webhooks) EXPECT_EQ(view.webhook(id), webhook);
  EXPECT_EQ(view.ledger(), model.opened);
  std::vector<ExpiryPlace> expected;
  for (const auto& [id, token] : model.tokens) {
    if (!token.deleted) expected.emplace_back(token.expires_at, id);
  }
  std::sort(expected.begin(), expected.end());
  std::vector<ExpiryPlace> expiring;
  view.for_each_expiring({}, noon + std::chrono::days(4000), [&](const ExpiryPlace& place) {
    expiring.push_back(place);
    return true;
  });
  EXPECT_EQ(expiring, expected);
  std::size_t loaded = 0;
  view.for_each_token([&](const TokenState&) { ++loaded; });
  EXPECT_EQ(loaded, living);
  std::sort(listed.begin(), listed.end());
  std::vector<std::pair<Position, TokenId>> paged;
  for (const auto& token :
       view.list({.owner = {}, .after = {}, .limit = 1000, .rows_max = 1000}).tokens) {
    paged.emplace_back(token.created_position, token.id);
  }
  EXPECT_EQ(paged, listed);
}

/// The accepted records of each token, in order, a page at a time; and no others. That a session
/// goes on is none of them.
void expect_history_equals_model(const TokenView& view, const Model& model) {
  for (const auto& [id, token] : model.tokens) {
    std::vector<std::pair<Position, std::string>> expected;
    for (const auto& record : model.accepted) {
      const auto decoded = log::decode(record.value, ledger_id);
      const auto& event = std::get<Event>(decoded);
      const bool goes_on = std::holds_alternative<SessionContinued>(event.payload);
      if (event.subject == Subject(id) && !goes_on) {
        expected.emplace_back(record.position, record.value);
      }
    }
    std::vector<std::pair<Position, std::string>> paged;
    std::optional<Position> after;
    while (true) {
      const auto page = view.history(id, after, 3);
      for (const auto& event : page) paged.emplace_back(event.position, event.value);
      if (page.size() < 3) break;
      after = page.back().position;
    }
    EXPECT_EQ(paged, expected);
  }
}

void expect_hot_set_equals_model(const HotSet& hot, const Model& model) {
  std::size_t living = 0;
  const auto expect_here = [&](const TokenDigest& digest, const TokenState& token, Position issued,
                               Timestamp until, bool in_overlap) {
    const auto& owner = model.owners.at(token.owner);
    const bool here = hot.visit(digest, [&](const HotToken& seen) {
      ++living;
      EXPECT_EQ(std::pair(seen.revision, seen.owner_revision),
                std::pair(token.revision, owner.revision));
      EXPECT_EQ(seen.id, token.id);
      EXPECT_EQ(std::tuple(seen.issued_position, seen.expires_at, seen.in_overlap),
                std::tuple(issued, until, in_overlap));
      EXPECT_EQ(seen.scopes, token.scopes.joined());
      EXPECT_EQ(seen.owner, token.owner.text());
      EXPECT_EQ(seen.owner_standing.suspended, owner.suspended);
      EXPECT_EQ(seen.owner_standing.revoked_through, owner.revoked_through);
    });
    EXPECT_TRUE(here || owner.revoked_through >= issued) << "one that is not revoked";
  };
  for (const auto& [id, token] : model.tokens) {
    if (token.deleted) continue;
    expect_here(token.digest, token, token.issued_position, token.expires_at, false);
    if (const auto& old = token.overlap) {
      expect_here(old->digest, token, old->issued_position, old->until, true);
    }
  }
  EXPECT_EQ(std::pair(hot.size(), hot.whole()), std::pair(living, true));
}

/// All that is on disk.
struct Folds {
  Checkpoint checkpoint;
  std::map<std::string, std::string> rows;
  friend bool operator==(const Folds&, const Folds&) = default;
  friend void PrintTo(const Folds& folds, std::ostream* out) {
    *out << folds.checkpoint.state_digest << " with " << folds.rows.size() << " rows";
  }
};

Folds read_all(const std::filesystem::path& directory, const Model& model) {
  const ViewStore store(directory, {});
  Folds folds{*store.checkpoint(), {}};
  store.scan({Key('\0'), Key('\x7f')}, [&](std::string_view key, std::string_view value) {
    return folds.rows.emplace(key, value).second;
  });
  std::size_t living = 0;
  for (const auto& [id, token] : model.tokens) {
    if (!token.deleted) living += token.overlap ? 2 : 1;
  }
  std::size_t living_rows = 0;
  std::size_t event_rows = 0;
  for (const auto& [key, value] : folds.rows) {
    living_rows += Keys::digest_of(key) ? 1 : 0;
    event_rows += key.starts_with('e') ? 1 : 0;
  }
  EXPECT_EQ(living_rows, living);
  EXPECT_EQ(event_rows, model.accepted.size());
  return folds;
}

class FoldLaws : public testing::TestWithParam<std::uint32_t> {
 protected:
  ProjectorOptions in_batches_of(std::size_t records, std::size_t rebuild_bytes_max = 0) {
    auto options = Node::plain();
    options.catch_up_records = records;
    options.live_records = records;
    options.rebuild_bytes_max = rebuild_bytes_max;
    return options;
  }
  Folds folded(const char* name, const ProjectorOptions& options) {
    {
      Node node(log, directory / name, options);
      node.projector.catch_up();
      expect_rows_equal_model(node.view, history.model);
      expect_history_equals_model(node.view, history.model);
      expect_hot_set_equals_model(node.hot, history.model);
    }
    return read_all(directory / name, history.model);
  }

  FreshDirectory directory;
  MemoryLog log;
  RandomHistory history{log, GetParam()};
};

TEST_P(FoldLaws, AnySplitIntoBatchesGivesTheSameState) {
  history.extend(600);
  const auto whole = folded("whole", in_batches_of(100'000));
  EXPECT_EQ(whole.checkpoint.position, log.records.back().position);
  EXPECT_EQ(folded("ones", in_batches_of(1)), whole);
  EXPECT_EQ(folded("sevens", in_batches_of(7)), whole);
  EXPECT_EQ(folded("hundreds", in_batches_of(128)), whole);
}

TEST_P(FoldLaws, ARebuildIsAReplay) {
  history.extend(600);
  const auto replayed = folded("view", in_batches_of(64));
  std::filesystem::remove_all(directory / "view");
  EXPECT_EQ(folded("view", in_batches_of(64, std::size_t{1} << 30)), replayed);
  // Also in batches of which one is written while the next is folded, which needs what is in it.
  for (const std::size_t records : {5, 50}) {
    for (const std::size_t bytes : {1, 100'000}) {
      std::filesystem::remove_all(directory / "view");
      EXPECT_EQ(folded("view", in_batches_of(records, bytes)), replayed) << records << ' ' << bytes;
    }
  }
}

TEST_P(FoldLaws, AReplayFromAnyCheckpointIsAReplayFromZero) {
  for (int part = 0; part < 8; ++part) {
    history.extend(70);
    const auto went_on = folded("restarted", in_batches_of(13));
    const auto fresh = "zero-" + std::to_string(part);
    EXPECT_EQ(folded(fresh.c_str(), in_batches_of(4096)), went_on);
  }
}

TEST_P(FoldLaws, WhatRunsLiveEqualsWhatCatchesUp) {
  history.extend(200);
  {
    Node node(log, directory / "live", in_batches_of(5));
    node.projector.start();
    ASSERT_TRUE(node.observer.wait_through(log.records.back().position));
    node.projector.stop();
    EXPECT_EQ(node.observer.stopped, "");
    expect_hot_set_equals_model(node.hot, history.model);
  }
  const auto live = read_all(directory / "live", history.model);
  EXPECT_EQ(folded("later", in_batches_of(4096)), live);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FoldLaws, testing::Range(1u, 9u));

TEST_P(FoldLaws, MemoryAndRowsHoldTheSameState) {
  history.extend(600);
  const auto expected = folded("rows", in_batches_of(64)).checkpoint;
  for (const std::size_t records : {1, 13, 600}) {
    EXPECT_EQ(folded_in_memory(log, records), expected);
  }
}

}  // namespace
}  // namespace ledger::projections::test
