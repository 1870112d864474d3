// Laws of the fold over rows, checked on seeded random histories: batches, restarts, rebuilds and
// the hot set all say the same, and what they say is what a plain model in memory says.

#include <gtest/gtest.h>

#include "projections/view_rows.hpp"
#include "projections/view_store.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

/// The state in maps, never forgetting anything.
struct Model final : StateReader {
  std::optional<LedgerState> opened;
  std::map<TokenId, TokenState> tokens;
  std::map<OwnerId, OwnerState> owners;
  std::map<CommandAttempt, CommandState> commands;
  std::map<TokenDigest, RetiredDigest> retired;
  std::map<TokenId, TokenSessions> signed_in;
  std::vector<log::Record> accepted;
  Timestamp log_time{};
  Timestamp memory_time{};

  template <class Map, class Key>
  static std::optional<typename Map::mapped_type> find(const Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
  }
  std::optional<LedgerState> ledger() const override { return opened; }
  std::optional<TokenState> token(const TokenId& id) const override { return find(tokens, id); }
  std::optional<OwnerState> owner(const OwnerId& id) const override { return find(owners, id); }
  std::optional<CommandState> command(const CommandAttempt& attempt) const override {
    return find(commands, attempt);
  }
  std::optional<TokenSessions> sessions(const TokenId& token) const override {
    return find(signed_in, token);
  }
  bool has_digest(const TokenDigest& digest) const override {
    if (retired.contains(digest)) return true;
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const auto& entry) { return is_living(entry.second, digest); });
  }
  void apply(const log::Record& record) {
    const auto before = log_time;
    log_time = std::max(log_time, record.log_time);
    memory_time = opened ? memory_time_after(memory_time, before, log_time) : record.log_time;
    const auto decoded = log::decode(record.value, ledger_id);
    const auto* event = std::get_if<Event>(&decoded);
    if (event == nullptr) return;
    auto effects = fold(*this, *event, {record.position, memory_time}, newest_rules());
    if (effects.verdict == Verdict::applied) accepted.push_back(record);
    if (effects.ledger) opened = effects.ledger;
    if (opened) opened->accepted = accepted.size();
    if (effects.token) tokens.insert_or_assign(effects.token->after.id, effects.token->after);
    if (effects.owner) owners.insert_or_assign(effects.owner->after.id, effects.owner->after);
    if (effects.command) commands.insert_or_assign(effects.command->attempt, *effects.command);
    for (const auto& digest : effects.retired) retired.insert_or_assign(digest.digest, digest);
    if (!effects.sessions) return;
    if (effects.sessions->sessions.empty()) {
      signed_in.erase(effects.sessions->token);
    } else {
      signed_in.insert_or_assign(effects.sessions->token, *effects.sessions);
    }
  }
};

/// A log of random commands: some stale, some twice, some again, some no events at all; the log's
/// clock creeps, jumps and goes back.
class RandomHistory {
 public:
  RandomHistory(MemoryLog& log, std::uint32_t seed) : log_(log), random_(seed) {
    add(events_.opened());
  }
  void extend(int count) {
    for (int i = 0; i < count; ++i) step();
  }
  Model model;

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  void step() {
    move_clock();
    switch (below(20)) {
      case 0:
        return raw(below(2) == 0 ? "{}" : log::encode_barrier({std::string(32, 'a')}, ledger_id));
      case 1:
        return raw(log::encode(events_.deleted(1, 1), "another"));
      case 2:
        return again();
      case 3:
        return add(events_.created(below(40), "owner-0", fresh_digest()));
      case 4:
        return about_owner();
      case 5:
        return noticed();
      case 6:
      case 7:
        return about_session();
      default:
        return about_token();
    }
  }
  void move_clock() {
    const auto dice = below(100);
    if (dice == 0) log_.now += std::chrono::days(below(400));
    if (dice == 1) log_.now -= std::chrono::hours(below(48));
    if (dice > 1 && dice < 30) log_.now += std::chrono::minutes(below(120));
  }
  void about_token() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    if (!token) {
      return add(events_.created(n, "owner-" + std::to_string(below(4)), fresh_digest()));
    }
    // One in five is decided on a revision that has moved.
    const auto revision = token->revision + (below(5) == 0 ? 0 : 1);
    switch (below(6)) {
      case 0:
        return add(relying(events_.deleted(n, revision), *token));
      case 1:
        return add(relying(events_.regenerated(n, revision, fresh_digest()), *token));
      case 2:
        return add(events_.regenerated(n, revision, fresh_digest(), noon + std::chrono::hours(1)));
      default:
        return add(relying(events_.updated(n, revision, {"s" + std::to_string(below(9))}), *token));
    }
  }
  /// One in five with a secret, or about a session, that there is not.
  void about_session() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    const auto sessions = model.sessions(token_id(n));
    auto name = SessionName::of(session_digest(below(1000)));
    if (sessions && below(5) != 0) {
      name = SessionName::of(sessions->sessions[below(sessions->sessions.size())].digest);
    }
    switch (below(4)) {
      case 0:
        return add(
            events_.make(token_id(n), 0, below(5) == 0 ? SessionEnded{} : SessionEnded{name}));
      case 1: {
        auto event = events_.make(token_id(n), 0, SessionContinued{name});
        event.time = log_.now;
        return add(event);
      }
      default: {
        const auto with = token && below(5) != 0 ? token->digest : digest(below(100));
        auto event = events_.make(
            token_id(n), 0,
            SessionStarted{session_digest(below(1000)), with, log_.now + std::chrono::hours(12),
                           std::chrono::hours(1 + below(5))});
        event.time = log_.now;
        return add(event);
      }
    }
  }
  Event relying(Event event, const TokenState& token) {
    event.relied_on.push_back({token.owner, model.owner(token.owner)->revision});
    return event;
  }
  /// What the ledger notices, now and then of what is no more.
  void noticed() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    const auto expiry = token ? token->expires_at : noon;
    switch (below(4)) {
      case 0:
        return add(events_.make(std::monostate(), 0, ExpiredThrough{log_.now}));
      case 2:
        return add(events_.make(
            std::monostate(), 0,
            LedgerRestored{"0123456789abcdef", Position(log_.records.size() - 1 - below(2))}));
      case 1:
        return add(events_.make(token_id(n), 0, RetiredSecretPresented{}));
      default:
        return add(events_.make(token_id(n), token ? token->revision : 0,
                                TokenExpiring{expiry, std::chrono::days(1 + below(7))}));
    }
  }
  void about_owner() {
    const auto name = "owner-" + std::to_string(below(4));
    const auto owner = model.owner(owner_id(name));
    const auto revision = (owner ? owner->revision : 0) + (below(4) == 0 ? 0 : 1);
    switch (below(3)) {
      case 0:
        return add(events_.about_owner<OwnerSuspended>(name, revision));
      case 1:
        return add(events_.about_owner<OwnerResumed>(name, revision));
      default:
        return add(events_.about_owner<OwnerTokensRevoked>(name, revision));
    }
  }
  /// A record of before once more, or the second attempt of its command.
  void again() {
    const auto& record = log_.records[below(log_.records.size())];
    const auto decoded = log::decode(record.value, ledger_id);
    const auto* event = std::get_if<Event>(&decoded);
    if (event == nullptr || below(2) == 0) return raw(std::string(record.value));
    Event second = *event;
    if (second.command.number < CommandAttempt::number_max) ++second.command.number;
    add(second);
  }
  /// One in twenty was there before: nothing may be issued with it.
  std::uint64_t fresh_digest() {
    if (digests_ > 0 && below(20) == 0) return 1'000'000 + below(digests_);
    return 1'000'000 + digests_++;
  }
  void add(const Event& event) {
    log_.add(event);
    model.apply(log_.records.back());
  }
  void raw(std::string value) {
    (void)log_.append("", std::move(value), {});
    model.apply(log_.records.back());
  }

  MemoryLog& log_;
  std::mt19937 random_;
  Events events_;
  std::uint64_t digests_ = 0;
};

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
