#pragma once
// Secrets that were just made under an Idempotency-Key, for the one purpose of answering the same
// request again. At most 10 minutes and as many as fit; kept in OpenSSL's secure heap (locked where
// the system allows it, left out of core dumps), wiped when they go.

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "events/token/state.hpp"

namespace ledger::issuance {

class SecretMemory {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes keep{10};

  /// To be called once per process, before the first secret.
  SecretMemory();

  /// Before the append: whoever finds this record decided must find the secret too. `session`: that
  /// sent the command, where one did.
  void remember(const token::CommandId& id, const token::TokenSecret& secret, Time now,
                std::optional<token::SessionDigest> session = {});
  /// The answer as it was first given.
  void answered(const token::CommandId& id, const token::TokenState& answer);
  /// Another record of the command won: this secret opens nothing.
  void forget(const token::CommandId& id, const token::TokenDigest& digest);
  /// Wipes what is older than `keep`.
  void sweep(Time now);

  struct Remembered {
    token::TokenSecret secret;
    std::optional<token::TokenState> answer;
    std::optional<token::SessionDigest> session;
  };
  /// The secret that the token's digest (or that of its first answer) was made of.
  [[nodiscard]] std::optional<Remembered> find(const token::CommandId& id,
                                               const token::TokenState& token, Time now) const;

 private:
  struct SecureFree {
    void operator()(token::TokenSecret* secret) const noexcept;
  };
  struct Entry {
    token::TokenDigest digest;
    std::unique_ptr<token::TokenSecret, SecureFree> secret;
    std::optional<token::TokenState> answer;
    std::optional<token::SessionDigest> session;
    Time until;
  };
  struct IdHash {
    std::size_t operator()(const token::CommandId& id) const noexcept;
  };

  mutable std::mutex mutex_;
  std::unordered_map<token::CommandId, std::vector<Entry>, IdHash> entries_;
  std::deque<std::pair<Time, token::CommandId>> oldest_;
};

}  // namespace ledger::issuance
