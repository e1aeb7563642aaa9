import './environment';
import '@tensorflow/tfjs-core/dist/tests';
import { reportSpecs } from './report';

reportSpecs();
