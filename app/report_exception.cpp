// SPDX-License-Identifier: GPL-2.0
#include "app/report_exception.hpp"

#include <exception>
#include <string>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/process_pool.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::app {

int report_exception() {
  try {
    throw;
  } catch (const scenarios::InputError& error) {
    print_error(error.what());
    return kBadInput;
  } catch (const analysis::DestinationError& error) {
    print_error(std::string("loopsim: ") + error.what());
    return kUsage;
  } catch (const analysis::Interrupted& error) {
    print_error(std::string("loopsim: ") + error.what());
    return kInterrupted;
  } catch (const std::exception& error) {
    print_error(std::string("loopsim: ") + error.what());
    return kRunFailed;
  }
}

}  // namespace loopsim::app
