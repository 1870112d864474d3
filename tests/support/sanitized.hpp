#pragma once
// Whether a sanitizer is in this program: it keeps freed memory, and refuses large allocations.

namespace ledger::support {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace ledger::support
