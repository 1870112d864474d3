#pragma once
// The API that a gateway guards: answers 200 with the request as it came, line by line, and at the
// end `body=N`, its bytes. Who comes without X-Auth-Owner is refused, as docs/gateways.md says it
// should; but for a CORS preflight. A web socket's bytes come back as they are.

#include <atomic>
#include <cstdint>
#include <memory>

namespace ledger::support {

class GuardedApi {
 public:
  GuardedApi();
  ~GuardedApi();
  GuardedApi(const GuardedApi&) = delete;
  GuardedApi& operator=(const GuardedApi&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Requests that came so far, whatever they were answered with.
  [[nodiscard]] unsigned asked() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ledger::support
