#pragma once
// `--expires-in` and `--expires-at`, for verbs that make a secret.

#include <CLI/App.hpp>

#include "events/log/json_writer.hpp"

namespace ledger::cli {

struct ExpiryOptions {
  std::string expires_in;
  std::string expires_at;
};

void add_expiry_options(CLI::App& verb, ExpiryOptions& options);

/// Writes the member that was asked for, if one was.
void write_expiry(log::JsonWriter& json, const ExpiryOptions& options);

/// A check for durations of at least `min` seconds.
[[nodiscard]] std::function<std::string(const std::string&)> duration_check(std::int64_t min);

}  // namespace ledger::cli
