#pragma once
// The read model: rows in RocksDB that the projector keeps, read by any thread. Answers are those
// of one checkpoint per call. It can be deleted at any time and is rebuilt from the log.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "events/log/event_log.hpp"
#include "events/token/fold.hpp"
#include "events/token/result.hpp"
#include "projections/entity_store.hpp"
#include "projections/living_token.hpp"
#include "projections/revocation.hpp"
#include "projections/stored_event.hpp"

namespace ledger::projections {

class ViewStore;

struct ViewOptions {
  std::size_t block_cache_bytes = std::size_t{256} << 20;
  std::size_t write_buffer_bytes = std::size_t{64} << 20;
  /// Reads records again from the log; empty: the view keeps those that it needs.
  log::RecordsFrom records_from;
  int files_max = -1;  ///< table files that may be open at once; -1: as many as there are
  /// Told by the projector's thread of each write that failed, or would, for want of space or by
  /// the disk's fault; after a pause of its own: whether to wait. Empty: no. And of the one that
  /// succeeds.
  std::function<bool(const std::string& reason)> on_write_failed;
  std::function<void()> on_written_again;
};

/// The database cannot be opened or read: the answer is unknown, never "there is none". The message
/// says what to do.
class ViewFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of lists, by the position of the creation.
enum class ListOrder : std::uint8_t { oldest_first, newest_first };

struct ListQuery {
  std::optional<token::OwnerId> owner;   ///< absent: all owners
  std::optional<token::Position> after;  ///< tokens behind the one created there, in that order
  std::size_t limit = 25;
  std::size_t rows_max = 256;  ///< rows looked at, at most, in this call
  ListOrder order = ListOrder::oldest_first;
};

struct ListSlice {
  std::vector<token::TokenState> tokens;        ///< by created_position, not deleted
  std::optional<token::Position> resume_after;  ///< nothing: the end was reached
};

/// Accepted records of a stretch of the log.
struct AcceptedSlice {
  std::vector<StoredEvent> events;
  token::Position last;  ///< everything through here was looked at
};

/// What stopped secrets in a stretch of the log. A row `expired` is spelled out: one for each token
/// that expired or whose overlap ended, as far as no later record has told of its secret's end.
struct RevocationSlice {
  std::vector<Revocation> revocations;
  token::Position last;  ///< everything through here was looked at
};

/// A place in the order of tokens by their expiry.
using ExpiryPlace = std::pair<token::Timestamp, token::TokenId>;
/// Behind every token that expires at `time` or before it.
[[nodiscard]] ExpiryPlace after_all_expired_by(token::Timestamp time) noexcept;

class TokenView {
 public:
  /// Opens or makes the database in `directory`. A damaged one is moved to `directory`.corrupt-<n>,
  /// one of an older format to `directory`.old-<n>, and a new one made. ViewFailure: another
  /// process has it, or a newer format wrote it.
  explicit TokenView(std::filesystem::path directory, const ViewOptions& options = {});
  ~TokenView();
  TokenView(const TokenView&) = delete;
  TokenView& operator=(const TokenView&) = delete;

  // Reads. Each may throw ViewFailure.
  [[nodiscard]] std::optional<token::LedgerState> ledger() const;
  [[nodiscard]] std::optional<token::TokenState> token(const token::TokenId& id) const;
  /// Revision 0 if no event has been about the owner.
  [[nodiscard]] token::OwnerState owner(const token::OwnerId& id) const;
  /// Whether an event was ever about the owner or a token of it.
  [[nodiscard]] bool has_owner(const token::OwnerId& id) const;
  [[nodiscard]] std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const;
  /// Whether that outcome still counts: what is over is forgotten some records later.
  [[nodiscard]] bool is_remembered(const token::CommandState& command) const;
  /// The token that a living digest (current or in overlap) belongs to.
  [[nodiscard]] std::optional<token::TokenState> find(const token::TokenDigest& digest) const;
  [[nodiscard]] std::optional<token::RetiredDigest> retired(const token::TokenDigest& digest) const;
  /// The sessions of a token, also such as are over.
  [[nodiscard]] std::optional<token::TokenSessions> sessions(const token::TokenId& token) const;
  [[nodiscard]] std::optional<token::WebhookState> webhook(const token::WebhookId& id) const;
  /// Those that are not deleted, by their id.
  [[nodiscard]] std::vector<token::WebhookState> webhooks() const;
  /// Tokens in the stable order of their creation in the log.
  [[nodiscard]] ListSlice list(const ListQuery& query) const;
  /// The accepted records about a token after a position, oldest first, at most `limit`. Also of a
  /// deleted token.
  [[nodiscard]] std::vector<StoredEvent> history(const token::TokenId& id,
                                                 std::optional<token::Position> after,
                                                 std::size_t limit) const;
  /// One accepted record, at the position of one.
  [[nodiscard]] std::optional<StoredEvent> event(token::Position position) const;
  /// The accepted records behind `after` (nothing: all) through `through`, which is applied, among
  /// the next `records_max` records.
  [[nodiscard]] AcceptedSlice accepted(std::optional<token::Position> after,
                                       token::Position through, std::size_t records_max) const;
  /// The same of what stopped secrets, until there are `count_max` or more: those of one record
  /// stay together.
  [[nodiscard]] RevocationSlice revocations(std::optional<token::Position> after,
                                            token::Position through, std::size_t count_max) const;
  /// Calls on_token for the tokens that are not deleted and expire behind `after`, up to and with
  /// `through`, the earliest first, until it returns false.
  void for_each_expiring(const std::optional<ExpiryPlace>& after, token::Timestamp through,
                         const std::function<bool(const ExpiryPlace&)>& on_token) const;
  /// The same of old secrets by the end of their overlap.
  void for_each_overlap_ending(const std::optional<ExpiryPlace>& after, token::Timestamp through,
                               const std::function<bool(const ExpiryPlace&)>& on_token) const;
  [[nodiscard]] Checkpoint checkpoint() const;
  /// Nodes that wrote barriers lately, by their name in those.
  [[nodiscard]] NodesSeen nodes() const;

  // All of them, for what is loaded at start: each owner, each token that is not deleted, each
  // retired digest.
  void for_each_owner(const std::function<void(const token::OwnerState&)>& on_owner) const;
  void for_each_token(const std::function<void(const token::TokenState&)>& on_token) const;
  /// The tokens as the hot set takes them, from the oldest id, until on_token gives false.
  void for_each_living(const std::function<bool(const LivingToken&)>& on_token) const;
  /// The same from the newest id before `before`, and through `rows_max` rows, those of deleted
  /// tokens with them. Gives the last id looked at; nothing: that was the end.
  std::optional<token::TokenId> for_each_living_before(
      const std::optional<token::TokenId>& before, std::size_t rows_max,
      const std::function<bool(const LivingToken&)>& on_token) const;
  void for_each_retired(const std::function<void(const token::TokenDigest&)>& on_digest) const;

  /// Where a damaged or old database was put by this start, to be logged.
  [[nodiscard]] std::optional<std::filesystem::path> set_aside() const;

 private:
  friend class ViewEntities;
  void spell_out(const Revocation& expired, std::vector<Revocation>& out) const;
  template <class OnToken>
  [[nodiscard]] auto living_reader(const OnToken& on_token) const;
  std::unique_ptr<ViewStore> store_;
};

/// Whether `digest`, found to open `token`, is its old secret in overlap and not its current one.
[[nodiscard]] inline bool is_in_overlap(const token::TokenState& token,
                                        const token::TokenDigest& digest) noexcept {
  return token.overlap && token.overlap->digest == digest && token.digest != digest;
}

}  // namespace ledger::projections
