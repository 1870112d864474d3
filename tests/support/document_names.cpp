#include "tests/support/document_names.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "events/token/secret.hpp"

namespace ledger::support {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hexadecimal = "0123456789abcdef";
constexpr std::string_view base32 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view base64 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=";
constexpr std::size_t hint_size = 4;
constexpr std::size_t hint_end = 3 + 43;  ///< of a secret: its prefix and random part

struct Kind {
  std::string_view prefix;
  std::size_t size;  ///< of what follows
  std::string_view alphabet;
};
// Longer ones first: a ledger's id begins with its epoch.
constexpr std::array<Kind, 11> kinds{{{"tok_", 26, base32},
                                      {"tl_", 49, base62},
                                      {"ts_", 49, base62},
                                      {"cmd_", 32, hexadecimal},
                                      {"wh_", 26, base32},
                                      {"msg_", 32, hexadecimal},
                                      {"whsec_", 44, base64},
                                      {"whpk_", 44, base64},
                                      {"", 64, hexadecimal},
                                      {"", 32, hexadecimal},
                                      {"", 16, hexadecimal}}};
constexpr std::string_view time_form = "dddd-dd-ddTdd:dd:dd.dddZ";

bool is_word(char c) { return base62.find(c) != base62.npos || c == '_'; }

bool is_kind(const Kind& kind, std::string_view text) {
  const auto size = kind.prefix.size() + kind.size;
  if (!text.starts_with(kind.prefix) || text.size() < size) return false;
  if (text.size() > size && is_word(text[size])) return false;
  return text.substr(kind.prefix.size(), kind.size).find_first_not_of(kind.alphabet) == text.npos;
}

bool is_time(std::string_view text) {
  return text.size() >= time_form.size() &&
         std::equal(time_form.begin(), time_form.end(), text.begin(), [](char form, char c) {
           return form == 'd' ? digits.find(c) != digits.npos : form == c;
         });
}

/// Which value of its own begins there: its size, 0 for none.
struct Found {
  std::size_t size = 0;
  const Kind* kind = nullptr;  ///< null: a time
};

Found found_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_word(text[at - 1])) return {};
  const auto rest = text.substr(at);
  if (is_time(rest)) return {time_form.size(), nullptr};
  for (const auto& kind : kinds) {
    if (is_kind(kind, rest)) return {kind.prefix.size() + kind.size, &kind};
  }
  return {};
}

std::string differ(std::string_view shown, std::string_view real) {
  return "shown is '" + std::string(shown) + "', the answer has '" + std::string(real) + "'";
}

std::string hint_of(std::string_view secret) {
  return "hint " + std::string(secret.substr(hint_end - hint_size, hint_size));
}

std::string digest_of(std::string_view secret) {
  const auto digest = token::digest_of_secret(secret);
  if (!digest) throw std::runtime_error("no secret: " + std::string(secret));
  return token::to_hex(digest->value);
}

}  // namespace

std::optional<std::string> DocumentNames::bind(std::string_view shown, std::string_view real) {
  const auto [known, is_new] = real_of_.emplace(shown, real);
  const auto [other, is_other_new] = shown_of_.emplace(real, shown);
  if (known->second != real) return differ(shown, real) + ", not what bore that name before";
  if (other->second != shown)
    return differ(shown, real) + ", so far called '" + other->second + "'";
  if (!is_new || !is_other_new || !shown.starts_with("tl_")) return std::nullopt;
  if (auto complaint = bind(hint_of(shown), hint_of(real))) return complaint;
  return bind(digest_of(shown), digest_of(real));
}

std::optional<std::string> DocumentNames::compare_times(std::string_view shown,
                                                        std::string_view real) {
  const auto shown_time = token::parse_timestamp(shown);
  const auto real_time = token::parse_timestamp(real);
  if (!shown_time || !real_time) return differ(shown, real);
  if (!later_) later_ = *real_time - *shown_time;
  if (*real_time - *shown_time == *later_) return std::nullopt;
  return differ(shown, token::to_text(*real_time - *later_)) + " on the document's clock";
}

std::optional<std::string> DocumentNames::compare(std::string_view shown, std::string_view real) {
  for (std::size_t at = 0; at < shown.size();) {
    const auto found = found_at(shown, at);
    const auto size = std::max<std::size_t>(found.size, 1);
    if (real.size() < at + size) return differ(shown, real);
    const auto here = shown.substr(at, size);
    const auto there = real.substr(at, size);
    const auto other = found_at(real, at);
    if (found.size != other.size || found.kind != other.kind) return differ(shown, real);
    std::optional<std::string> complaint;
    if (found.size == 0) {
      if (here != there) return differ(shown, real);
    } else {
      complaint = found.kind == nullptr ? compare_times(here, there) : bind(here, there);
    }
    if (complaint) return complaint;
    at += size;
  }
  return shown.size() == real.size() ? std::nullopt : std::optional(differ(shown, real));
}

std::optional<std::string> DocumentNames::compare_hints(std::string_view shown,
                                                        std::string_view real) {
  if (shown.size() != hint_size || real.size() != hint_size) return differ(shown, real);
  return bind("hint " + std::string(shown), "hint " + std::string(real));
}

std::string DocumentNames::real_text(std::string_view shown) const {
  std::string real;
  for (std::size_t at = 0; at < shown.size();) {
    const auto found = found_at(shown, at);
    const auto here = shown.substr(at, std::max<std::size_t>(found.size, 1));
    at += here.size();
    if (found.size == 0) {
      real += here;
    } else if (found.kind == nullptr) {
      const auto time = token::parse_timestamp(here);
      if (!time || !later_) throw std::runtime_error("no answer has told what time it is");
      real += token::to_text(*time + *later_);
    } else {
      const auto known = real_of_.find(here);
      if (known == real_of_.end()) {
        throw std::runtime_error("no answer above has told '" + std::string(here) + "'");
      }
      real += known->second;
    }
  }
  return real;
}

std::string first_secret(std::string_view text) {
  for (auto at = text.find("tl_"); at != text.npos; at = text.find("tl_", at + 1)) {
    const auto found = found_at(text, at);
    if (found.size != 0) return std::string(text.substr(at, found.size));
  }
  throw std::runtime_error("the document names no secret");
}

}  // namespace ledger::support
