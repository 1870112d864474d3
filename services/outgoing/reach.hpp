#pragma once
// Reaching a server whose name leads to several addresses.

#include <chrono>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ledger::outgoing {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Done = boost::asio::awaitable<void, Executor>;

/// Connects to the first of `addresses`, in their order, that takes the connection. Each has an
/// equal share of the time that is left until `until`: one that says nothing does not keep the
/// others from being tried. Throws the last one's error if there is none.
[[nodiscard]] Done connect_to_any(Socket& socket,
                                  std::vector<boost::asio::ip::tcp::endpoint> addresses,
                                  std::chrono::steady_clock::time_point until);

}  // namespace ledger::outgoing
