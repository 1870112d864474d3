#pragma once
// `POST /v1/verify` and `/v1/verify/batch`: is this token good, for whom, for what, and if not,
// why. For callers with `ledger:verify`.

#include "services/access/access.hpp"
#include "services/verification/verification_counts.hpp"

namespace ledger::log {
class JsonWriter;
}

namespace ledger::verification {

inline constexpr std::size_t batch_max = 100;

class VerifyDoor {
 public:
  /// Both must outlive it.
  VerifyDoor(const access::Access& access, runtime::Metrics& metrics);

  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  struct Question {
    std::string_view token;
    std::vector<std::string_view> scopes;
  };
  [[nodiscard]] static std::optional<Question> read_question(const http::JsonObject& object);
  [[nodiscard]] http::Task<void> verify(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> verify_batch(http::Exchange& exchange);
  /// Writes one result object.
  [[nodiscard]] Outcome judge(const Question& question, token::Position position,
                              std::uint64_t age_ms, log::JsonWriter& json) const;
  void write(http::Response& response, token::Position position, const std::string& json) const;
  void refuse(const VerificationCounts& counts, Outcome outcome, http::Exchange& exchange,
              http::Problem problem) const;
  [[nodiscard]] std::uint64_t age_ms() const;

  const access::Access& access_;
  VerificationCounts counts_;
  VerificationCounts batch_counts_;
};

}  // namespace ledger::verification
