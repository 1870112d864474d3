#include "services/tokenledger/certificates.hpp"

#include <algorithm>
#include <limits>

#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {
namespace {

using runtime::Level;
using runtime::log_line;

constexpr std::chrono::days reading_interval{1};  ///< keys of session tickets live no longer
constexpr std::chrono::minutes retry_interval{1};
constexpr std::chrono::days warning_interval{1};
constexpr std::chrono::days warned_before{14};

token::Timestamp timestamp(http::TlsIdentities::Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

}  // namespace

Certificates::Certificates(const std::vector<runtime::ListenSettings>& listeners,
                           token::Timestamp now)
    : next_warning_(Clock::now() + warning_interval) {
  for (const auto& listener : listeners) {
    auto& kept = kept_.emplace_back();
    if (!listener.tls) continue;
    kept.keeper = std::make_unique<http::TlsKeeper>(*listener.tls);
    kept.next_reading = Clock::now() + reading_interval;
  }
  warn(now);
}

http::TlsKeeper* Certificates::of(std::size_t listener) const {
  return kept_.at(listener).keeper.get();
}

void Certificates::look(token::Timestamp now, bool all) {
  const auto time = Clock::now();
  bool read = false;
  for (Kept& kept : kept_) {
    if (!kept.keeper) continue;
    if (!all && time < kept.next_reading && !kept.keeper->files_changed()) continue;
    read_again(kept);
    read = true;
  }
  if (!read && time < next_warning_) return;
  next_warning_ = time + warning_interval;
  warn(now);
}

void Certificates::read_again(Kept& kept) {
  try {
    kept.keeper->read_again();
    kept.next_reading = Clock::now() + reading_interval;
    ++readings_;
    log_line(Level::info, "certificates were read again",
             {{"file", kept.keeper->current()->all().front().chain.string()}});
  } catch (const std::exception& error) {
    kept.next_reading = Clock::now() + retry_interval;
    ++failures_;
    log_line(Level::error, "certificates cannot be read again; those in force stay",
             {{"reason", error.what()}});
  }
}

void Certificates::warn(token::Timestamp now) const {
  for (const Kept& kept : kept_) {
    if (!kept.keeper) continue;
    for (const auto& identity : kept.keeper->current()->all()) {
      const auto ends = timestamp(identity.ends);
      const auto* const what = now < timestamp(identity.begins) ? "a certificate is not valid yet"
                               : now > ends                     ? "a certificate has expired"
                               : now > ends - warned_before     ? "a certificate expires soon"
                                                                : nullptr;
      if (what == nullptr) continue;
      log_line(Level::warning, what,
               {{"file", identity.chain.string()}, {"expires_at", token::to_text(ends)}});
    }
  }
}

double Certificates::first_end() const {
  double first = std::numeric_limits<double>::infinity();
  for (const Kept& kept : kept_) {
    if (!kept.keeper) continue;
    for (const auto& identity : kept.keeper->current()->all()) {
      const std::chrono::duration<double> end = identity.ends.time_since_epoch();
      first = std::min(first, end.count());
    }
  }
  return first;
}

void Certificates::observe(runtime::Metrics& metrics) const {
  const bool has_tls =
      std::ranges::any_of(kept_, [](const Kept& kept) { return kept.keeper != nullptr; });
  if (!has_tls) return;
  metrics.observe("tokenledger_tls_certificate_expiry_timestamp_seconds",
                  "When the first of the certificates expires, in seconds since 1970",
                  [this] { return first_end(); });
  metrics.observe_total("tokenledger_tls_certificates_read_total",
                        "Times that a listener's certificates were read again since start",
                        [this] { return static_cast<double>(readings_.load()); });
  metrics.observe_total("tokenledger_tls_certificates_read_failed_total",
                        "Times that this failed and the old ones stayed, since start",
                        [this] { return static_cast<double>(failures_.load()); });
}

}  // namespace ledger::tokenledger
