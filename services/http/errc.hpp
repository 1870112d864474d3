#pragma once
// Why a request is refused before a handler sees it. refusal.hpp turns each into one problem.

#include <boost/system/error_code.hpp>

namespace ledger::http {

enum class errc {
  malformed_request = 1,  ///< anything the grammar of RFC 9112 does not allow
  bad_target,
  bad_host,
  bad_length,
  bad_coding,
  folded_field,
  bad_chunk,
  unknown_coding,
  bad_version,
  target_too_long,
  header_too_large,
  too_many_fields,
  content_too_large,
  unsupported_media_type,
  content_encoding,
  unknown_expectation,
  not_found,
  method_not_allowed,
  not_acceptable,
  length_required,
  header_timeout,
  body_timeout,
  incomplete,
  tls_expected,
  overloaded,
  internal,
};

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace ledger::http

template <>
struct boost::system::is_error_code_enum<ledger::http::errc> : std::true_type {};
