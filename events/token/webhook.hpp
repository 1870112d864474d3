#pragma once
// Webhooks: where events go by themselves. A registration is made by an event like any other and
// has a history; the secret that signs is in it sealed, so that the log never has it in clear.
// Pure; the fold keeps them, and what was delivered is no matter of the log's.

#include <vector>

#include "events/token/state.hpp"

namespace ledger::token {

/// A secret under the key of the nodes: a nonce, 32 bytes sealed, a tag.
struct SealedSecret : Bytes<struct SealedSecretTag, 60> {};
/// Which key sealed it: the first bytes of that one's SHA-256.
struct SealingKeyName : Bytes<struct SealingKeyNameTag, 8> {};
/// Of Ed25519.
struct WebhookPublicKey : Bytes<struct WebhookPublicKeyTag, 32> {};

/// What signs: a symmetric secret, or, where there is a public key, the private one of it.
struct WebhookKey {
  SealingKeyName sealed_with;
  SealedSecret sealed;
  std::optional<WebhookPublicKey> public_key;
  friend bool operator==(const WebhookKey&, const WebhookKey&) = default;
};

inline constexpr std::size_t webhooks_max = 100;  ///< of a ledger, deleted ones not counted
inline constexpr std::size_t webhook_url_bytes_max = 2048;
inline constexpr std::size_t webhook_types_max = 32;
inline constexpr std::size_t webhook_type_bytes_max = 64;

/// Which of the two feeds it is told.
enum class WebhookFeed : std::uint8_t { events = 1, revocations = 2 };

/// What it is told of: of one feed, of some types, what concerns some owners.
struct WebhookChoice {
  WebhookFeed feed = WebhookFeed::events;
  std::vector<std::string> types;  ///< rising, none twice; none: all
  /// An owner id, or the beginning of some and `*` behind it; empty: all, and the ledger itself.
  std::string owners;
  friend bool operator==(const WebhookChoice&, const WebhookChoice&) = default;
};

struct WebhookRegistered {
  std::string url;
  WebhookChoice choice;
  WebhookKey key;
  std::optional<Position> after;  ///< told of what is behind it; absent: behind this event
  friend bool operator==(const WebhookRegistered&, const WebhookRegistered&) = default;
};
/// Nothing is delivered until it is resumed.
struct WebhookPaused {
  friend bool operator==(const WebhookPaused&, const WebhookPaused&) = default;
};
struct WebhookResumed {
  std::optional<Position> after;  ///< from behind it; absent: where it was
  friend bool operator==(const WebhookResumed&, const WebhookResumed&) = default;
};
struct WebhookSecretRotated {
  WebhookKey key;
  std::optional<Timestamp> overlap_until;  ///< the old one signs as well until then
  friend bool operator==(const WebhookSecretRotated&, const WebhookSecretRotated&) = default;
};
/// The receiver said that it is gone (410).
struct WebhookDisabled {
  friend bool operator==(const WebhookDisabled&, const WebhookDisabled&) = default;
};
struct WebhookDeleted {
  friend bool operator==(const WebhookDeleted&, const WebhookDeleted&) = default;
};

template <class Payload>
concept AboutWebhook =
    std::is_same_v<Payload, WebhookRegistered> || std::is_same_v<Payload, WebhookPaused> ||
    std::is_same_v<Payload, WebhookResumed> || std::is_same_v<Payload, WebhookSecretRotated> ||
    std::is_same_v<Payload, WebhookDisabled> || std::is_same_v<Payload, WebhookDeleted>;

enum class WebhookStatus : std::uint8_t { active = 1, paused = 2, disabled = 3, deleted = 4 };

struct WebhookState {
  WebhookId id;
  std::uint64_t revision = 0;
  WebhookStatus status = WebhookStatus::active;
  std::string url;
  WebhookChoice choice;
  WebhookKey key;
  struct OldKey {
    WebhookKey key;
    Timestamp until;
    friend bool operator==(const OldKey&, const OldKey&) = default;
  };
  std::optional<OldKey> old_key;  ///< signs as well until then
  Timestamp created_at;
  Timestamp updated_at;
  Position begin_after;   ///< told of what is behind it
  Position begin_set_at;  ///< the event that said so
  friend bool operator==(const WebhookState&, const WebhookState&) = default;
};

/// `http://` or `https://` and something behind it, of visible ASCII, not too long. Whether it can
/// be reached is not asked.
[[nodiscard]] bool is_webhook_url(std::string_view text) noexcept;
/// 1–64 of `[a-z0-9._-]`.
[[nodiscard]] bool is_webhook_type(std::string_view text) noexcept;
/// As WebhookChoice has them.
[[nodiscard]] bool is_owner_pattern(std::string_view text);
[[nodiscard]] bool matches_owner(std::string_view pattern, std::string_view owner) noexcept;

}  // namespace ledger::token
