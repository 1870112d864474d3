#pragma once
// The key under which secrets of webhooks stand in the log: AES-256-GCM. It is in a file, the same
// on every node, and in no log. Who has the log and not the file has no secret.

#include <filesystem>
#include <optional>

#include "services/webhooks/signing_secret.hpp"

namespace ledger::webhooks {

inline constexpr const char* sealing_key_file = "webhook-key";

class SealingKey {
 public:
  /// A file of 64 hexadecimal digits. Nothing: there is none. Throws std::runtime_error with what
  /// to do where it is something else, or others may read it.
  [[nodiscard]] static std::optional<SealingKey> read(const std::filesystem::path& file);
  /// Makes a fresh one, mode 0600, on disk before it returns; throws std::runtime_error.
  static void make(const std::filesystem::path& file);

  explicit SealingKey(const SigningSecret& key);

  [[nodiscard]] const token::SealingKeyName& name() const noexcept { return name_; }
  /// For one webhook of one ledger: elsewhere it does not open.
  [[nodiscard]] token::SealedSecret seal(const SigningSecret& secret, std::string_view ledger_id,
                                         const token::WebhookId& webhook) const;
  /// Nothing: another key sealed it, or for another webhook, or it was changed.
  [[nodiscard]] std::optional<SigningSecret> open(const token::WebhookKey& key,
                                                  std::string_view ledger_id,
                                                  const token::WebhookId& webhook) const;

 private:
  SigningSecret key_;
  token::SealingKeyName name_;
};

}  // namespace ledger::webhooks
