#pragma once
// Told by the doors of secrets that open nothing any more. Called on a connection's thread for an
// answer that is a refusal anyway: it must not wait, throw or read a row.

#include "events/token/secret.hpp"

namespace ledger::access {

class RetiredWatch {
 public:
  virtual ~RetiredWatch() = default;
  /// A well-formed secret opened nothing: it may be retired, or never have been one.
  virtual void note_unknown(const token::TokenDigest& digest) const noexcept = 0;
  /// The old secret of a regenerated token, after its overlap.
  virtual void note_ended(const token::TokenDigest& digest) const noexcept = 0;
};

}  // namespace ledger::access
