#include "services/issuance/secret_memory.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include <openssl/crypto.h>

namespace ledger::issuance {
namespace {

constexpr std::size_t secure_heap_bytes = std::size_t{16} << 20;  // about 260,000 secrets
constexpr std::size_t secure_block_bytes = 64;

}  // namespace

SecretMemory::SecretMemory() {
  if (::CRYPTO_secure_malloc_initialized() == 0) {
    ::CRYPTO_secure_malloc_init(secure_heap_bytes, secure_block_bytes);
  }
}

void SecretMemory::SecureFree::operator()(token::TokenSecret* secret) const noexcept {
  std::destroy_at(secret);
  ::OPENSSL_secure_clear_free(secret, sizeof *secret);
}

std::size_t SecretMemory::IdHash::operator()(const token::CommandId& id) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, id.value.data(), sizeof hash);
  return hash;
}

void SecretMemory::remember(const token::CommandId& id, const token::TokenSecret& secret, Time now,
                            std::optional<token::SessionDigest> session) {
  void* block = ::OPENSSL_secure_malloc(sizeof(token::TokenSecret));
  if (block == nullptr) return;  // full: a repetition is then told how to recover
  Entry entry{
      secret.digest(),
      std::unique_ptr<token::TokenSecret, SecureFree>(new (block) token::TokenSecret(secret)),
      std::nullopt, session, now + keep};
  const std::lock_guard lock(mutex_);
  entries_[id].push_back(std::move(entry));
  oldest_.emplace_back(now + keep, id);
}

void SecretMemory::answered(const token::CommandId& id, const token::TokenState& answer) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  for (auto& entry : found->second) {
    if (entry.digest == answer.digest) entry.answer = answer;
  }
}

void SecretMemory::forget(const token::CommandId& id, const token::TokenDigest& digest) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  std::erase_if(found->second, [&](const Entry& entry) { return entry.digest == digest; });
  if (found->second.empty()) entries_.erase(found);
}

void SecretMemory::sweep(Time now) {
  const std::lock_guard lock(mutex_);
  for (; !oldest_.empty() && oldest_.front().first <= now; oldest_.pop_front()) {
    const auto found = entries_.find(oldest_.front().second);
    if (found == entries_.end()) continue;
    std::erase_if(found->second, [&](const Entry& entry) { return entry.until <= now; });
    if (found->second.empty()) entries_.erase(found);
  }
}

std::optional<SecretMemory::Remembered> SecretMemory::find(const token::CommandId& id,
                                                           const token::TokenState& token,
                                                           Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  for (const auto& entry : found->second) {
    const bool is_it =
        entry.digest == token.digest || (entry.answer && entry.answer->id == token.id);
    if (is_it && now < entry.until) return Remembered{*entry.secret, entry.answer, entry.session};
  }
  return std::nullopt;
}

}  // namespace ledger::issuance
