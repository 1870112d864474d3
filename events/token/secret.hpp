#pragma once
// TokenSecret: what the caller holds, shown once, never stored. `tl_`, 43 base-62 characters (256
// random bits), 6 base-62 characters of CRC-32 over the 46 before them. TokenDigest: what is
// stored, SHA-256 of the whole text. A secret has no `<<` and no implicit text, and is wiped when
// it ends. SessionSecret: the same for a session, with `ts_`, so that none is taken for the other.

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "events/token/bytes.hpp"

namespace ledger::token {

struct TokenDigest : Bytes<struct TokenDigestTag, 32> {};
struct SessionDigest : Bytes<struct SessionDigestTag, 32> {};

/// Equal or not in a time that does not depend on where they differ.
template <class Tag>
[[nodiscard]] bool equal_in_constant_time(const Bytes<Tag, 32>& a,
                                          const Bytes<Tag, 32>& b) noexcept {
  // Word by word and without a branch; CRYPTO_memcmp goes byte by byte.
  std::array<std::uint64_t, 4> left, right;
  static_assert(sizeof left == Bytes<Tag, 32>::size);
  std::memcpy(left.data(), a.value.data(), sizeof left);
  std::memcpy(right.data(), b.value.data(), sizeof right);
  return ((left[0] ^ right[0]) | (left[1] ^ right[1]) | (left[2] ^ right[2]) |
          (left[3] ^ right[3])) == 0;
}

struct OfToken {
  static constexpr std::string_view prefix = "tl_";
  using Digest = TokenDigest;
};
struct OfSession {
  static constexpr std::string_view prefix = "ts_";
  using Digest = SessionDigest;
};

template <class Kind>
class Secret {
 public:
  static constexpr std::size_t text_size = 52;
  static constexpr std::size_t hint_size = 4;

  /// The secret that 256 random bits make.
  [[nodiscard]] static Secret from_random(std::span<const std::uint8_t, 32> random);
  /// Nothing unless `text` has the exact shape and its checksum holds.
  [[nodiscard]] static std::optional<Secret> parse(std::string_view text) noexcept;

  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret();

  /// The whole secret. For the one answer that shows it.
  [[nodiscard]] std::string_view reveal() const noexcept { return {text_.data(), text_.size()}; }
  [[nodiscard]] typename Kind::Digest digest() const;
  /// The last four characters of the random part: tells tokens apart, gives nothing away.
  [[nodiscard]] std::string_view hint() const noexcept { return reveal().substr(42, hint_size); }

 private:
  Secret() = default;
  std::array<char, text_size> text_;
};

using TokenSecret = Secret<OfToken>;
using SessionSecret = Secret<OfSession>;

/// The digest of a text that TokenSecret::parse would accept; nothing otherwise. Copies no secret.
[[nodiscard]] std::optional<TokenDigest> digest_of_secret(std::string_view text) noexcept;
/// The same of a session's.
[[nodiscard]] std::optional<SessionDigest> digest_of_session(std::string_view text) noexcept;

}  // namespace ledger::token
