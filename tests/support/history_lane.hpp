#pragma once
// What the clients of a history share: an owner and its tokens, one after another, and what is
// known of the present one. Any thread.

#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace ledger::support {

class HistoryLane {
 public:
  struct Secret {
    std::string text;
    std::string key;  ///< of the command that issued it
    std::string token;
  };
  explicit HistoryLane(std::string owner) : owner_(std::move(owner)) {}

  [[nodiscard]] const std::string& owner() const noexcept { return owner_; }
  /// The present token, "" where one is to be made.
  [[nodiscard]] std::string token() const;
  void begin(const std::string& token);
  /// Of `token`, which is gone or good for nothing.
  void end(const std::string& token);
  void note_secret(Secret secret);
  /// A late one rather than an early one.
  [[nodiscard]] std::optional<Secret> secret(std::mt19937_64& dice) const;
  void note_revision(const std::string& token, std::uint64_t revision);
  [[nodiscard]] std::uint64_t revision() const;
  void note_position(std::uint64_t position);
  [[nodiscard]] std::uint64_t position() const;
  /// Every token that there was.
  [[nodiscard]] std::set<std::string> tokens() const;

 private:
  std::string owner_;
  mutable std::mutex mutex_;
  std::string token_;
  std::uint64_t revision_ = 0;
  std::uint64_t position_ = 0;
  std::set<std::string> tokens_;
  std::vector<Secret> secrets_;
};

}  // namespace ledger::support
