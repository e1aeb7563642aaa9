#include "tensorflow/c/kernels.h"
