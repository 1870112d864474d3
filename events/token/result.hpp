#pragma once
// The value-or-rejection type of every room. Rejections are values; exceptions are for
// constructors.

#include <boost/system/result.hpp>

namespace ledger {

template <class T>
using Result = boost::system::result<T>;

}  // namespace ledger
