#pragma once
// FollowedLog: the log of a node, over HTTP, read-only. Of several nodes of one ledger it reads one
// and goes on with the next where that fails; whoever reads on opens another reader then, and looks
// first whether the record he read last is still there. How new a view is, answers prove: what was
// asked at time t and answered, after w, with "complete as of age a" holds all that was in the log
// at t + w - a. Any thread; each reader is used by one. Readers must be gone before the log.

#include <atomic>
#include <mutex>

#include "events/log/event_log.hpp"
#include "events/log/proofs.hpp"
#include "events/remote/server_address.hpp"
#include "events/token/secret.hpp"

namespace ledger::followed {

struct FollowedLogOptions {
  std::vector<remote::ServerAddress> nodes;  ///< one at least, in the order of preference
  token::TokenSecret token;                  ///< has `ledger:audit` there
  std::string name{};            ///< by which nodes know who has applied what; empty: they do not
  std::chrono::seconds wait{5};  ///< for records, before a node is asked again
  std::chrono::milliseconds patience{5'000};  ///< for an answer, beyond that
  /// From any thread that reads: `is_good`: records come again, or from another node; else what is
  /// wrong with one.
  std::function<void(bool is_good, const std::string& node, const std::string& text)> on_note{};
};

class FollowedLog final : public log::EventLog {
 public:
  explicit FollowedLog(FollowedLogOptions options)
      : options_(std::move(options)), noted_(options_.nodes.size()) {}

  /// Always errc::read_only.
  [[nodiscard]] Result<void> append(std::string key, std::string value,
                                    log::OnAppended on_appended) override;
  /// Asks the nodes; errc::out_of_range, errc::unavailable.
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after) override;
  /// Asks the nodes; errc::unavailable.
  [[nodiscard]] Result<std::optional<log::Position>> end() const override;
  [[nodiscard]] std::optional<log::Position> known_end() const noexcept override;
  [[nodiscard]] bool has_other_writers() const noexcept override { return true; }
  [[nodiscard]] std::optional<log::BootTime> complete_at(log::Position applied,
                                                         log::BootTime now) const noexcept override;
  /// Ends what waits for a node.
  void close() override { closed_ = true; }

 private:
  class Reader;
  void note_end(std::optional<log::Position> position) const noexcept;
  /// Of a node that failed: the next one's turn.
  void note_trouble(std::size_t node, const std::string& text) const;
  void note_good(std::size_t node) const;

  const FollowedLogOptions options_;
  log::Proofs proofs_;
  mutable std::atomic<std::uint64_t> end_plus_one_{0};
  mutable std::atomic<std::size_t> current_{0};  ///< the node whose turn it is
  std::atomic<bool> closed_{false};
  mutable std::mutex noted_mutex_;
  mutable std::vector<std::string> noted_;   ///< of each node its last trouble, told once
  mutable std::optional<std::size_t> good_;  ///< the node that records came from last
};

}  // namespace ledger::followed
