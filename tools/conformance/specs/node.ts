import './environment';
import '@tensorflow/tfjs-node-gpu/dist/callbacks_test';
import '@tensorflow/tfjs-node-gpu/dist/canvas_test';
import '@tensorflow/tfjs-node-gpu/dist/image_test';
import '@tensorflow/tfjs-node-gpu/dist/index_test';
import '@tensorflow/tfjs-node-gpu/dist/int64_tensors_test';
import '@tensorflow/tfjs-node-gpu/dist/io/file_system_test';
import '@tensorflow/tfjs-node-gpu/dist/io/io_utils_test';
import '@tensorflow/tfjs-node-gpu/dist/io/node_http_test';
import '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend_test';
import '@tensorflow/tfjs-node-gpu/dist/saved_model_test';
import '@tensorflow/tfjs-node-gpu/dist/tensorboard_test';
import '@tensorflow/tfjs-node-gpu/dist/tfjs_binding_test';
import { reportSpecs } from './report';

reportSpecs();
