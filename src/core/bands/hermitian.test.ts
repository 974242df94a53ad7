import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { diagonalise, hermitianProblem } from './hermitian';

describe('diagonalise', () => {
  it.each([2, 3, 5, 8])('solves random Hermitian matrices of size %i', (size) => {
    const random = createRandom(size);
    const problem = hermitianProblem(size);
    for (let i = 0; i < size; i++) {
      problem.re[i * size + i] = random.normal();
      for (let j = i + 1; j < size; j++) {
        const [re, im] = [random.normal(), random.normal()];
        problem.re[i * size + j] = re;
        problem.re[j * size + i] = re;
        problem.im[i * size + j] = im;
        problem.im[j * size + i] = -im;
      }
    }
    const [re, im] = [problem.re.slice(), problem.im.slice()];
    diagonalise(problem);
    for (let n = 0; n < size; n++) {
      for (let i = 0; i < size; i++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let j = 0; j < size; j++) {
          const [vRe, vIm] = [problem.vectorRe[j * size + n], problem.vectorIm[j * size + n]];
          sumRe += re[i * size + j] * vRe - im[i * size + j] * vIm;
          sumIm += re[i * size + j] * vIm + im[i * size + j] * vRe;
        }
        expect(sumRe).toBeCloseTo(problem.energies[n] * problem.vectorRe[i * size + n], 10);
        expect(sumIm).toBeCloseTo(problem.energies[n] * problem.vectorIm[i * size + n], 10);
      }
      if (n > 0) expect(problem.energies[n]).toBeGreaterThanOrEqual(problem.energies[n - 1]);
    }
  });
});
