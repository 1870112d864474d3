#pragma once
// A ledger folded anew from its log, in memory, record by record: for whoever asks what happened,
// or what held at a moment of the past. One thread takes it; reading and decoding go on beside it.

#include <functional>

#include "projections/ledger_fold.hpp"
#include "projections/memory_entities.hpp"
#include "services/audit/decoded_log.hpp"

namespace ledger::audit {

/// Through which record a replay goes: the log's end, a position, or the last record of a time.
using Through = std::variant<std::monostate, token::Position, token::Timestamp>;

class Replay {
 public:
  /// A record and what the fold made of it.
  struct Step {
    const log::Record& record;
    const log::Decoded& decoded;
    const projections::Fate& fate;
  };
  /// What looks on. before() is told while the state is still the one that the record meets.
  class Observer {
   public:
    virtual ~Observer() = default;
    virtual void before(const log::Decoded& /*decoded*/) {}
    virtual void after(const Step& step) = 0;
    /// Now and then, after a batch.
    virtual void on_progress(token::Position /*at*/) {}
  };

  /// Where the fold must not go on std::runtime_error is thrown, whose text says what to do.
  void run(DecodedLog& log, const Through& through, Observer& observer);

  /// The state after the last record.
  [[nodiscard]] const projections::LedgerFold& fold() const noexcept { return fold_; }
  [[nodiscard]] const projections::MemoryEntities& entities() const noexcept { return entities_; }
  [[nodiscard]] const projections::Checkpoint& checkpoint() const noexcept {
    return fold_.checkpoint();
  }

 private:
  void apply(const log::Record& record, const log::Decoded& decoded, Observer& observer);
  void commit();

  projections::MemoryEntities entities_;
  projections::LedgerFold fold_{entities_};
  const log::Record* last_ = nullptr;  // applied and not committed, of the batch in hand
};

}  // namespace ledger::audit
