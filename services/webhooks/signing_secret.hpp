#pragma once
// What signs a webhook's messages, in clear: 32 random bytes, a symmetric secret or the seed of an
// Ed25519 key. Wiped when it ends; its text is for whoever registered, once.

#include <array>
#include <cstdint>
#include <string>

#include "events/token/webhook.hpp"

namespace ledger::webhooks {

class SigningSecret {
 public:
  static constexpr std::size_t size = 32;

  /// All zero.
  SigningSecret() = default;
  ~SigningSecret();
  SigningSecret(const SigningSecret&) = default;
  SigningSecret& operator=(const SigningSecret&) = default;
  [[nodiscard]] static SigningSecret random();

  [[nodiscard]] std::array<std::uint8_t, size>& bytes() noexcept { return bytes_; }
  [[nodiscard]] const std::array<std::uint8_t, size>& bytes() const noexcept { return bytes_; }
  /// `whsec_` and base64. The caller wipes it.
  [[nodiscard]] std::string reveal() const;
  /// Of the Ed25519 key that it is the seed of.
  [[nodiscard]] token::WebhookPublicKey public_key() const;

 private:
  std::array<std::uint8_t, size> bytes_{};
};

/// `whpk_` and base64.
[[nodiscard]] std::string to_text(const token::WebhookPublicKey& key);

/// One entry of `webhook-signature`: `v1,` and HMAC-SHA-256, or, of a key that has a public one,
/// `v1a,` and Ed25519, in base64, over `content`.
[[nodiscard]] std::string signature_of(const SigningSecret& secret, bool is_ed25519,
                                       std::string_view content);

}  // namespace ledger::webhooks
