// A name that leads to several addresses, of which some do not answer.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "services/outgoing/reach.hpp"

namespace ledger::outgoing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::seconds;

/// Listens, and has no room for another connection: who comes hears nothing.
class SilentAddress {
 public:
  explicit SilentAddress(asio::io_context& context) : listener_(context) {
    listener_.open(tcp::v4());
    listener_.bind({asio::ip::address_v4::loopback(), 0});
    listener_.listen(0);
    for (int i = 0; i < 4; ++i) {
      waiting_.emplace_back(context);
      waiting_.back().open(tcp::v4());
      waiting_.back().non_blocking(true);
      // Not asio's: that would wait.
      const auto address = listener_.local_endpoint();
      static_cast<void>(::connect(waiting_.back().native_handle(), address.data(),
                                  static_cast<socklen_t>(address.size())));
    }
  }
  [[nodiscard]] tcp::endpoint address() const { return listener_.local_endpoint(); }

 private:
  tcp::acceptor listener_;
  std::vector<tcp::socket> waiting_;
};

class OutgoingReach : public ::testing::Test {
 protected:
  /// Where it came, or nowhere.
  tcp::endpoint reach(const std::vector<tcp::endpoint>& addresses, std::chrono::milliseconds time) {
    Socket socket(context_.get_executor());
    failed_ = false;
    asio::co_spawn(context_.get_executor(),
                   connect_to_any(socket, addresses, std::chrono::steady_clock::now() + time),
                   [this](const std::exception_ptr& failure) { failed_ = failure != nullptr; });
    context_.restart();
    context_.run();
    boost::system::error_code none;
    return socket.is_open() ? socket.remote_endpoint(none) : tcp::endpoint();
  }

  asio::io_context context_;
  tcp::acceptor listener_{context_, {asio::ip::address_v4::loopback(), 0}};
  const tcp::endpoint good_ = listener_.local_endpoint();
  bool failed_ = false;
};

TEST_F(OutgoingReach, TheAddressBehindOneThatSaysNothingIsTried) {
  const SilentAddress silent(context_);
  EXPECT_EQ(reach({silent.address(), good_}, seconds(2)), good_);
  EXPECT_FALSE(failed_);
}

TEST_F(OutgoingReach, TheAddressBehindOneThatRefusesIsTried) {
  tcp::acceptor gone(context_, {asio::ip::address_v4::loopback(), 0});
  const auto refusing = gone.local_endpoint();
  gone.close();
  EXPECT_EQ(reach({refusing, refusing, good_}, seconds(30)), good_);
}

TEST_F(OutgoingReach, TheTimeIsForAllOfThem) {
  const SilentAddress silent(context_);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(reach({silent.address(), silent.address(), silent.address()}, seconds(1)),
            tcp::endpoint());
  EXPECT_TRUE(failed_);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(8));
  EXPECT_EQ(reach({}, seconds(1)), tcp::endpoint());
  EXPECT_TRUE(failed_);
}

}  // namespace
}  // namespace ledger::outgoing
