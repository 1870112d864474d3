#pragma once
// Where a LedgerFold keeps its entities: rows in RocksDB (ViewEntities), or maps in memory
// (MemoryEntities). It says what is stored and knows no rule of the fold. One thread.

#include <functional>
#include <map>
#include <utility>

#include "events/log/event_log.hpp"
#include "events/token/fold.hpp"
#include "projections/checkpoint.hpp"

namespace ledger::projections {

/// A node that wrote a barrier, by its last one. Of no digest: other nodes may have heard of it
/// later, or forgotten it sooner.
struct NodeSeen {
  std::string name;  ///< what people call it; may be empty
  std::vector<std::uint32_t> rules;
  token::Timestamp log_time;
  friend bool operator==(const NodeSeen&, const NodeSeen&) = default;
};
using NodesSeen = std::map<std::string, NodeSeen>;

/// Told of what a batch changed, before and after; absent: there was none, there is none any more.
class ChangeVisitor {
 public:
  virtual ~ChangeVisitor() = default;
  virtual void on(const std::optional<token::TokenState>& before,
                  const std::optional<token::TokenState>& after) = 0;
  virtual void on(const std::optional<token::OwnerState>& before,
                  const std::optional<token::OwnerState>& after) = 0;
  virtual void on(const std::optional<token::CommandState>& before,
                  const std::optional<token::CommandState>& after) = 0;
  virtual void on(const std::optional<token::RetiredDigest>& before,
                  const std::optional<token::RetiredDigest>& after) = 0;
  virtual void on(const std::optional<token::TokenSessions>& before,
                  const std::optional<token::TokenSessions>& after) = 0;
  virtual void on(const std::optional<token::WebhookState>& before,
                  const std::optional<token::WebhookState>& after) = 0;
};

/// What a batch changed, to be written in one piece.
struct Batch {
  const std::optional<token::LedgerState>* ledger = nullptr;  ///< null: unchanged
  const NodesSeen* nodes = nullptr;                           ///< null: unchanged
  const Checkpoint* checkpoint = nullptr;
  std::function<void(ChangeVisitor&)> visit;
};

/// An accepted record and what it did.
struct AcceptedRecord {
  const log::Record& record;
  const token::Event& event;
  const token::Effects& effects;
  token::Timestamp log_time;                     ///< as a running maximum
  std::optional<token::Timestamp> told_through;  ///< how far expiry was told of before it
};

class EntityStore {
 public:
  using CommandPlace = std::pair<token::Timestamp, token::CommandAttempt>;
  using RetiredPlace = std::pair<token::Timestamp, token::TokenDigest>;
  using SessionsPlace = std::pair<token::Timestamp, token::TokenId>;

  virtual ~EntityStore() = default;

  [[nodiscard]] virtual Checkpoint checkpoint() const = 0;
  [[nodiscard]] virtual std::optional<token::LedgerState> ledger() const = 0;
  [[nodiscard]] virtual NodesSeen nodes() const = 0;
  [[nodiscard]] virtual std::optional<token::TokenState> token(const token::TokenId& id) const = 0;
  [[nodiscard]] virtual std::optional<token::OwnerState> owner(const token::OwnerId& id) const = 0;
  [[nodiscard]] virtual std::optional<token::CommandState> command(
      const token::CommandAttempt& attempt) const = 0;
  [[nodiscard]] virtual std::optional<token::RetiredDigest> retired(
      const token::TokenDigest& digest) const = 0;
  [[nodiscard]] virtual std::optional<token::TokenSessions> sessions(
      const token::TokenId& token) const = 0;
  [[nodiscard]] virtual std::optional<token::WebhookState> webhook(
      const token::WebhookId& id) const = 0;
  /// Whose secret of that digest lives.
  [[nodiscard]] virtual std::optional<token::TokenId> living(
      const token::TokenDigest& digest) const = 0;

  /// What is remembered, by memory time and name, from a place on (or from the first), until
  /// on_place() returns false.
  virtual void commands_from(const std::optional<CommandPlace>& from,
                             const std::function<bool(CommandPlace)>& on_place) const = 0;
  virtual void retired_from(const std::optional<RetiredPlace>& from,
                            const std::function<bool(RetiredPlace)>& on_place) const = 0;
  virtual void sessions_from(const std::optional<SessionsPlace>& from,
                             const std::function<bool(SessionsPlace)>& on_place) const = 0;

  /// An accepted record, of the batch under way. Returns about what it costs in memory until then.
  virtual std::size_t keep(const AcceptedRecord& accepted) = 0;
  /// Any other record of the batch.
  virtual void pass_by(token::Position position) = 0;
  /// What is kept from now on is of the batch behind, while another thread write()s the one before.
  virtual void cut() = 0;
  /// Writes the batch, all or nothing.
  virtual void write(const Batch& batch) = 0;
};

}  // namespace ledger::projections
